package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * The decimal digits of a text, of any script, in groups: a group is a run of digits without anything between, and groups
 * with one blank, hyphen or full stop between them form a chain.
 */
final class DigitGroups {
    private static final String SEPARATORS =
            " \u00A0\u2007\u2009\u202F\u3000-\u00AD\u2010\u2011\u2012\u2013\u2014\u2212\uFF0D.";

    private DigitGroups() {}

    /**
     * A run of digits.
     *
     * @param begin the first char's index
     * @param end the index after the last char
     * @param digits the digits as ASCII; cut after twenty, since nothing that long is looked for
     * @param separator what stands between it and the group before it in the chain; 0 for a chain's first group
     */
    record Group(int begin, int end, String digits, char separator) {
        @Override
        public String toString() {
            return "digits from " + begin + " to " + end;
        }
    }

    /** All chains, in the order of the text. */
    static List<List<Group>> chains(String text) {
        List<List<Group>> chains = new ArrayList<>();
        List<Group> chain = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (!Character.isDigit(codePoint)) {
                i += Character.charCount(codePoint);
                continue;
            }
            boolean joined = !chain.isEmpty() && chain.get(chain.size() - 1).end == i - 1 && isSeparator(text, i - 1);
            if (!joined && !chain.isEmpty()) {
                chains.add(chain);
                chain = new ArrayList<>();
            }
            Group group = group(text, i, joined ? text.charAt(i - 1) : 0);
            chain.add(group);
            i = group.end;
        }
        if (!chain.isEmpty()) {
            chains.add(chain);
        }
        return chains;
    }

    private static Group group(String text, int begin, char separator) {
        StringBuilder digits = new StringBuilder();
        int i = begin;
        while (i < text.length() && Character.isDigit(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (digits.length() < 20) {
                digits.append((char) ('0' + Character.digit(codePoint, 10)));
            }
            i += Character.charCount(codePoint);
        }
        return new Group(begin, i, digits.toString(), separator);
    }

    private static boolean isSeparator(String text, int i) {
        return SEPARATORS.indexOf(text.charAt(i)) >= 0;
    }
}
