package org.dasllm.privacy.phone;

import java.util.ArrayList;
import java.util.List;

/**
 * The stretches of a plain text that may be telephone numbers: digits with single blanks, hyphens, full stops, slashes and
 * brackets between them. Each is short, so that what looks at them takes bounded time for each.
 */
final class Candidates {
    /** Fewer digits are no number that could be dialled from elsewhere. */
    private static final int FEWEST_DIGITS = 7;

    /** Two numbers side by side; more digits in one stretch are a table. */
    private static final int MOST_DIGITS = 32;

    /** As long as any number with its separators. */
    private static final int LONGEST = 26;

    private Candidates() {}

    /** From the first char to the index after the last. */
    record Stretch(int begin, int end) {}

    static List<Stretch> of(String plain) {
        List<Stretch> stretches = new ArrayList<>();
        int i = 0;
        while (i < plain.length()) {
            if (!starts(plain.charAt(i))) {
                i++;
                continue;
            }
            int begin = i;
            int digits = 0;
            int last = i;
            while (i < plain.length() && (isDigit(plain.charAt(i)) || separates(plain, i))) {
                if (isDigit(plain.charAt(i))) {
                    digits++;
                    last = i + 1;
                }
                i++;
            }
            if (digits >= FEWEST_DIGITS && digits <= MOST_DIGITS) {
                stretches.add(new Stretch(begin, last));
            } else if (digits > MOST_DIGITS) {
                international(plain, begin, last, stretches);
            }
        }
        return stretches;
    }

    /** Of a table only what begins with a plus sign. */
    private static void international(String plain, int begin, int end, List<Stretch> stretches) {
        for (int at = plain.indexOf('+', begin); at >= 0 && at < end; at = plain.indexOf('+', at + 1)) {
            int next = plain.indexOf('+', at + 1);
            stretches.add(new Stretch(at, Math.min(Math.min(at + LONGEST, end), next < 0 ? end : next)));
        }
    }

    private static boolean starts(char c) {
        return isDigit(c) || c == '+' || c == '(' || c == '[';
    }

    /** Two blanks, or a blank and a hyphen and a blank, are no part of one number. */
    private static boolean separates(String plain, int i) {
        char c = plain.charAt(i);
        return "+()[]-./".indexOf(c) >= 0 || (c == ' ' && (i == 0 || plain.charAt(i - 1) != ' '));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
