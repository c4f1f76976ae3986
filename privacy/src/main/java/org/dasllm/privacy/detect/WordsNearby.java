package org.dasllm.privacy.detect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that say what a number near them is, such as {@code date of birth} before a date. They are looked for on the same
 * line: in the 60 chars before, with no other number between except in a list, and in the 32 chars behind up to a comma,
 * semicolon or digit.
 */
public final class WordsNearby {
    private static final int BEFORE = 60;
    private static final int BEHIND = 32;

    /** Between the members of a list, in the languages of the words. */
    private static final Pattern LIST =
            Pattern.compile("[\\])\"' ]{0,3}[,;/&|]? ?(?:(?:and|und|et|y|e|ed|or|oder|ou|o|en) )?[\\[(\"' ]{0,3}");

    private final Pattern words;

    /** @param words a regular expression in which every part is bounded; letters stand for both cases */
    public WordsNearby(String words) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** Whether one of the words stands near a stretch of a plain text. */
    public boolean near(String plain, int begin, int end) {
        int word = before(plain, begin);
        return (word >= 0 && !isTaken(plain, word, begin)) || behind(plain, end);
    }

    /** Whether the word belongs to another number that stands between. */
    private static boolean isTaken(String plain, int word, int begin) {
        int digit = begin - 1;
        while (digit >= word && !Character.isDigit(plain.charAt(digit))) {
            digit--;
        }
        return digit >= word && !LIST.matcher(plain.substring(digit + 1, begin)).matches();
    }

    /** Where the last of the words before an index ends; −1 where there is none. */
    public int before(String plain, int begin) {
        int from = Math.max(0, begin - BEFORE);
        int line = plain.lastIndexOf('\n', Math.max(0, begin - 1));
        Matcher matcher = words.matcher(plain);
        matcher.useTransparentBounds(true);
        matcher.region(line >= from && line < begin ? line + 1 : from, begin);
        int last = -1;
        while (matcher.find()) {
            last = matcher.end();
        }
        return last;
    }

    private boolean behind(String plain, int end) {
        int limit = end;
        while (limit < plain.length() && limit - end < BEHIND && ",;\n".indexOf(plain.charAt(limit)) < 0) {
            if (Character.isDigit(plain.charAt(limit))) {
                break;
            }
            limit++;
        }
        Matcher matcher = words.matcher(plain);
        matcher.useTransparentBounds(true);
        return matcher.region(end, limit).find();
    }
}
