package org.dasllm.privacy.detect;

/**
 * A text's twin in plain characters, char for char at the same index, so that what looks for ASCII finds other writings too:
 * digits of any script and full-width letters and signs become ASCII, blanks of any width a blank, dashes a hyphen. An
 * escape of JSON that stands for a blank or a line break ({@code \n}, {@code \t}, {@code \r}, {@code \f}, {@code \b})
 * becomes a line break, so that its letter belongs to no word. Everything else stays as it is.
 */
public final class PlainText {
    private PlainText() {}

    /** The twin, of the same length; the text itself where nothing differs. */
    public static String of(String text) {
        StringBuilder plain = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '\\' && i + 1 < text.length();
            char folded = escape ? '\\' : folded(c);
            if ((escape || folded != c) && plain == null) {
                plain = new StringBuilder(text);
            }
            if (plain != null && folded != c) {
                plain.setCharAt(i, folded);
            }
            if (plain != null && escape) {
                i++;
                if ("nrtbf".indexOf(text.charAt(i)) >= 0) {
                    plain.setCharAt(i - 1, '\n');
                    plain.setCharAt(i, '\n');
                } else if (text.charAt(i) != '\\') {
                    i--;
                }
            }
        }
        return plain == null ? text : plain.toString();
    }

    private static char folded(char c) {
        if (c < 0x80) {
            return c;
        }
        if (c >= '！' && c <= '～') {
            return (char) (c - '！' + '!');
        }
        if (Character.isDigit(c)) {
            return (char) ('0' + Character.digit(c, 10));
        }
        int type = Character.getType(c);
        if (type == Character.SPACE_SEPARATOR) {
            return ' ';
        }
        boolean dash = type == Character.DASH_PUNCTUATION || c == '\u00AD' || c == '\u2212';
        return dash ? '-' : c;
    }
}
