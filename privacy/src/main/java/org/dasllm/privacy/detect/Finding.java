package org.dasllm.privacy.detect;

import java.util.regex.Pattern;

/**
 * A stretch of a text that holds personal data. It says where, not what: the value itself is never in it, so that a
 * finding can be logged and counted.
 *
 * @param kind what it is, in capitals and underscores; the placeholder's name
 * @param begin the first char's index
 * @param end the index after the last char
 * @param evidence the rule that it met, in words; never a part of the value
 */
public record Finding(String kind, int begin, int end, String evidence) {
    private static final Pattern KIND = Pattern.compile("[A-Z]+(?:_[A-Z]+)*");

    public Finding {
        requireKind(kind);
        if (begin < 0 || end <= begin) {
            throw new IllegalArgumentException("a finding from " + begin + " to " + end + " holds nothing");
        }
    }

    /** Refuses a kind that could not be told from the number behind it in a placeholder. */
    public static void requireKind(String kind) {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("a kind is capitals and single underscores, not '" + kind + "'");
        }
    }

    public int length() {
        return end - begin;
    }

    boolean overlaps(Finding other) {
        return begin < other.end && other.begin < end;
    }
}
