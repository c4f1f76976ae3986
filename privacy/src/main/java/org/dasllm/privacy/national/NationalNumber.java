package org.dasllm.privacy.national;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.dasllm.privacy.detect.WordsNearby;

/**
 * How one country's numbers are written and checked.
 *
 * @param name of its detector; in capitals, its kind
 * @param shape every writing that is looked at, in plain characters, both cases; all its parts are bounded
 * @param alone writings that are taken wherever they stand; others need one of the words nearby
 * @param words what such a number is called
 * @param rule whether a number, in capitals and without what separates its groups, can be somebody's
 */
record NationalNumber(String name, Pattern shape, Pattern alone, WordsNearby words, Predicate<String> rule) {
    /** For {@code alone}: no writing is enough by itself. */
    static final String NONE = "(?!)";

    /** For {@code alone}: every writing is. */
    static final String ALL = ".*";

    static NationalNumber of(String name, String shape, String alone, String words, Predicate<String> rule) {
        // Without a digit or letter directly before it, so that a long run of digits has one place to begin.
        Pattern whole = Pattern.compile("(?<![0-9A-Za-z])(?:" + shape + ")(?![0-9A-Za-z])", Pattern.CASE_INSENSITIVE);
        return new NationalNumber(name, whole, Pattern.compile(alone), new WordsNearby(words), rule);
    }

    String kind() {
        return name.toUpperCase(Locale.ROOT);
    }
}
