package org.dasllm.privacy.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dasllm.privacy.detect.DigitGroups.Group;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of payment cards: 13 to 19 digits of any script, in one piece or in a usual grouping with the same blank, hyphen
 * or full stop between all groups, that begin as a scheme's numbers do and whose last digit is right by Luhn's formula.
 * One number in ten of that shape is right by chance, so that a few order numbers are taken for cards.
 *
 * <p>Not taken: a part of a longer run of digits; digits after a decimal point; digits with Latin letters directly behind
 * them, or directly before them where those could be hexadecimal digits; groups of an international account number; up to
 * 15 digits after a plus sign, which are a telephone number.
 */
public final class CardNumberDetector implements Detector {
    public static final String KIND = "CARD_NUMBER";

    /** Lengths of the groups, as printed on cards and as typed. */
    private static final int[][] GROUPINGS = {
        {13},
        {14},
        {15},
        {16},
        {17},
        {18},
        {19},
        {4, 4, 4, 4},
        {4, 6, 5},
        {4, 6, 4},
        {4, 4, 4, 4, 3},
        {4, 4, 4, 4, 2},
        {4, 4, 4, 4, 1},
        {6, 13},
        {8, 11},
        {8, 8},
        {4, 4, 4, 1},
        {4, 3, 3, 3},
        {4, 4, 5},
        {4, 4, 4, 3},
        {4, 4, 4, 2},
        {4, 5, 6},
        {6, 4, 4, 5}
    };

    @Override
    public String name() {
        return "card_number";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Finding> find(String text) {
        List<Finding> findings = new ArrayList<>();
        for (List<Group> chain : DigitGroups.chains(text)) {
            for (int first = accountNumber(text, chain); first < chain.size(); first++) {
                for (int[] grouping : GROUPINGS) {
                    Finding finding = finding(text, chain, first, grouping);
                    if (finding != null) {
                        findings.add(finding);
                    }
                }
            }
        }
        return Overlaps.resolve(findings);
    }

    private static @Nullable Finding finding(String text, List<Group> chain, int first, int[] grouping) {
        if (!hasLengths(chain, first, grouping) || isInsideANumber(text, chain, first, grouping.length)) {
            return null;
        }
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < grouping.length; i++) {
            digits.append(chain.get(first + i).digits());
        }
        CardScheme scheme = CardScheme.of(digits.toString());
        int begin = chain.get(first).begin();
        if (scheme == null || !isLuhn(digits) || isTelephone(text, begin, digits.length())) {
            return null;
        }
        int end = chain.get(first + grouping.length - 1).end();
        return new Finding(KIND, begin, end, scheme.name() + ", " + digits.length() + " digits, Luhn");
    }

    private static boolean hasLengths(List<Group> chain, int first, int[] grouping) {
        if (first + grouping.length > chain.size()) {
            return false;
        }
        for (int i = 0; i < grouping.length; i++) {
            Group group = chain.get(first + i);
            if (group.digits().length() != grouping[i]
                    || (i > 1 && group.separator() != chain.get(first + 1).separator())) {
                return false;
            }
        }
        return true;
    }

    /** Whether what stands directly before or behind makes it a part of something longer. */
    private static boolean isInsideANumber(String text, List<Group> chain, int first, int groups) {
        Group begin = chain.get(first);
        Group end = chain.get(first + groups - 1);
        char inside = groups > 1 ? end.separator() : '.';
        boolean binds = inside == '.' || Character.getType(inside) == Character.DASH_PUNCTUATION;
        if (binds && first > 0 && begin.separator() == inside) {
            return true;
        }
        int next = first + groups;
        if (binds && next < chain.size() && chain.get(next).separator() == inside) {
            return true;
        }
        if (end.end() < text.length() && Scripts.isAsciiLetter(text.charAt(end.end()))) {
            return true;
        }
        return isBehindHexadecimals(text, begin.begin());
    }

    /** {@code Visa4111…} is a card, {@code a94111…} and {@code x1f4111…} are pieces of something else. */
    private static boolean isBehindHexadecimals(String text, int begin) {
        int i = begin;
        boolean hexadecimal = true;
        while (i > 0 && begin - i < 20 && Scripts.isAsciiLetter(text.charAt(i - 1))) {
            hexadecimal &= Character.digit(text.charAt(i - 1), 16) >= 0;
            i--;
        }
        boolean digitBefore = i > 0 && Character.isDigit(text.charAt(i - 1));
        return i < begin && (hexadecimal || digitBefore);
    }

    /** The groups of {@code DE89 3704 0044 0532 0130 00}: two letters and two check digits, then groups of four. */
    private static int accountNumber(String text, List<Group> chain) {
        int begin = chain.get(0).begin();
        boolean account = chain.get(0).digits().length() == 2
                && begin >= 2
                && Scripts.isAsciiLetter(text.charAt(begin - 1))
                && Scripts.isAsciiLetter(text.charAt(begin - 2))
                && (begin == 2 || !Scripts.isWord(text.charAt(begin - 3)));
        if (!account) {
            return 0;
        }
        int group = 1;
        while (group < chain.size() && chain.get(group).digits().length() == 4) {
            group++;
        }
        return group;
    }

    private static boolean isTelephone(String text, int begin, int digits) {
        return digits <= 15 && begin > 0 && (text.charAt(begin - 1) == '+' || text.charAt(begin - 1) == '＋');
    }

    /** Every second digit from the right doubled, its digits summed: the sum ends in 0. */
    private static boolean isLuhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit : 2 * digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }
}
