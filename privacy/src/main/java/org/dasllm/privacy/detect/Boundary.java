package org.dasllm.privacy.detect;

/** Whether a stretch of a plain text ({@link PlainText}) stands by itself. */
public final class Boundary {
    private Boundary() {}

    /** No letter or digit touches it; letters of scripts that are written without blanks may. */
    public static boolean isWord(String plain, int begin, int end) {
        return (begin == 0 || separates(plain.codePointBefore(begin)))
                && (end == plain.length() || separates(plain.codePointAt(end)));
    }

    /**
     * As {@link #isWord}, and no part of a longer number, amount or code: no digit follows a full stop, hyphen or slash that
     * touches it, nor one or two digits a comma; no letter stands before a hyphen that touches it.
     */
    public static boolean isNumber(String plain, int begin, int end) {
        if (!isWord(plain, begin, end)) {
            return false;
        }
        if (begin > 1 && ".-/".indexOf(plain.charAt(begin - 1)) >= 0 && isDigit(plain, begin - 2)) {
            return false;
        }
        if (begin > 1 && plain.charAt(begin - 1) == '-' && Scripts.isAsciiLetter(plain.charAt(begin - 2))) {
            return false;
        }
        if (begin > 0 && "+$€£".indexOf(plain.charAt(begin - 1)) >= 0) {
            return false;
        }
        if (end + 1 < plain.length() && ".-/".indexOf(plain.charAt(end)) >= 0 && isDigit(plain, end + 1)) {
            return false;
        }
        return !(end + 1 < plain.length()
                && plain.charAt(end) == ','
                && isDigit(plain, end + 1)
                && (!isDigit(plain, end + 2) || !isDigit(plain, end + 3)));
    }

    private static boolean isDigit(String plain, int i) {
        return i >= 0 && i < plain.length() && plain.charAt(i) >= '0' && plain.charAt(i) <= '9';
    }

    private static boolean separates(int codePoint) {
        return !Scripts.isWord(codePoint) || Scripts.isGlued(codePoint);
    }
}
