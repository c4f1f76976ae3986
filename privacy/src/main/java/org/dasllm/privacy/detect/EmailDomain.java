package org.dasllm.privacy.detect;

import java.util.Locale;
import java.util.Set;

/**
 * The domain of an address: labels of letters, digits and hyphens of any script, at least two, the last one of two letters
 * or more, or {@code xn--…}. Full stops and hyphens behind it are left out. What begins with two numbers is a version or an
 * address of the Internet Protocol.
 */
final class EmailDomain {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 253;
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp");

    private EmailDomain() {}

    /** The index after the domain that begins at {@code begin}, or −1 where there is none. */
    static int end(String text, int begin) {
        int end = -1;
        int label = begin;
        int labels = 0;
        int numbers = 0;
        int limit = Math.min(text.length(), begin + LONGEST);
        while (label < limit) {
            int stop = labelEnd(text, label, limit);
            if (stop == label || stop - label > LONGEST_LABEL) {
                break;
            }
            labels++;
            numbers += isNumber(text, label, stop) ? 1 : 0;
            if (labels == 2 && numbers == 2) {
                return -1;
            }
            if (labels > 1 && isTopLevel(text, label, stop)) {
                end = stop;
            }
            if (stop >= text.length() || !isDot(text.charAt(stop))) {
                break;
            }
            label = stop + 1;
        }
        return end >= 0 && isPicture(text, begin, end) ? -1 : end;
    }

    /** Letters, digits, hyphens inside; a label in Latin letters ends where a script without blanks begins. */
    private static int labelEnd(String text, int begin, int limit) {
        int last = begin;
        boolean spaced = false;
        for (int i = begin; i < limit; ) {
            int codePoint = text.codePointAt(i);
            if (!Scripts.isWord(codePoint) && codePoint != '-') {
                break;
            }
            spaced |= Scripts.isSpaced(codePoint);
            if (spaced && Scripts.isGlued(codePoint)) {
                break;
            }
            i += Character.charCount(codePoint);
            if (codePoint == '-') {
                if (i - 1 == begin) {
                    return begin;
                }
            } else {
                last = i;
            }
        }
        return last;
    }

    /** The full stops that internationalised domain names know. */
    private static boolean isDot(char c) {
        return c == '.' || c == '。' || c == '．' || c == '｡';
    }

    private static boolean isNumber(String text, int begin, int end) {
        return text.substring(begin, end).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isTopLevel(String text, int begin, int end) {
        String label = text.substring(begin, end);
        if (label.toLowerCase(Locale.ROOT).startsWith("xn--")) {
            return label.length() > 4;
        }
        return label.codePointCount(0, label.length()) >= 2
                && label.codePoints().allMatch(c -> Scripts.isWord(c) && !Character.isDigit(c));
    }

    /** {@code icon@2x.png} names a picture for dense screens. */
    private static boolean isPicture(String text, int begin, int end) {
        String domain = text.substring(begin, end).toLowerCase(Locale.ROOT);
        return domain.length() > 3
                && Character.isDigit(domain.charAt(0))
                && domain.startsWith("x.", 1)
                && PICTURES.contains(domain.substring(3));
    }
}
