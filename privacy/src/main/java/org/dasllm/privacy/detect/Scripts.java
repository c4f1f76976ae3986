package org.dasllm.privacy.detect;

import java.lang.Character.UnicodeScript;

/** What separates words where a script writes none apart. */
final class Scripts {
    private Scripts() {}

    /** A letter, digit or combining mark of any script. */
    static boolean isWord(int codePoint) {
        if (codePoint < 128) {
            return isAsciiLetter(codePoint) || (codePoint >= '0' && codePoint <= '9');
        }
        int type = Character.getType(codePoint);
        return Character.isLetterOrDigit(codePoint)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    static boolean isAsciiLetter(int codePoint) {
        return (codePoint >= 'a' && codePoint <= 'z') || (codePoint >= 'A' && codePoint <= 'Z');
    }

    /** A letter of a script that is written without blanks, or glued to the particles around it. */
    static boolean isGlued(int codePoint) {
        if (codePoint < 0x0E00 || !Character.isLetter(codePoint)) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(codePoint);
        return script == UnicodeScript.HAN
                || script == UnicodeScript.HIRAGANA
                || script == UnicodeScript.KATAKANA
                || script == UnicodeScript.HANGUL
                || script == UnicodeScript.THAI
                || script == UnicodeScript.LAO
                || script == UnicodeScript.KHMER
                || script == UnicodeScript.MYANMAR;
    }

    /** A letter of a script whose words stand apart. */
    static boolean isSpaced(int codePoint) {
        return Character.isLetter(codePoint) && !isGlued(codePoint);
    }
}
