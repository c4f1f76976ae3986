package org.dasllm.dataset.row;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A text as the units that near duplicates share, in order. Words are letters, marks and digits of any script; scripts that
 * put no space between words give a unit for each character. Signs are units too: C, C++ and C# are three things, and so
 * are −100 and +100. Punctuation counts within numbers only; in a text without a word, every character counts.
 */
public final class Words {
    private static final Set<UnicodeScript> WITHOUT_SPACES = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TAI_LE,
            UnicodeScript.NEW_TAI_LUE,
            UnicodeScript.TAI_THAM,
            UnicodeScript.BALINESE,
            UnicodeScript.JAVANESE);

    /** Punctuation by Unicode's classes, but signs to those who write them. */
    private static final String SIGNS = "#%&*@/\\‰‱§";

    private static final String HYPHENS = "-\u2010\u2011\u2013";
    private static final int MINUS = '\u2212';

    private final int[] text;
    private final List<String> units = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    private Words(int[] text) {
        this.text = text;
    }

    public static List<String> of(String text) {
        int[] characters = NormalisedPrompt.text(text).codePoints().toArray();
        if (Arrays.stream(characters).noneMatch(Character::isLetterOrDigit)) {
            return Arrays.stream(characters)
                    .filter(character -> character != ' ')
                    .mapToObj(Character::toString)
                    .toList();
        }
        Words words = new Words(characters);
        words.split();
        return words.units;
    }

    private void split() {
        boolean afterSingle = false;
        for (int at = 0; at < text.length; at++) {
            int character = text[at];
            if (variationSelector(character)) {
                continue;
            }
            if (!ofWord(at)) {
                end();
                if (sign(at)) {
                    units.add(hyphen(character) || character == MINUS ? "-" : Character.toString(character));
                }
            } else {
                boolean single = WITHOUT_SPACES.contains(UnicodeScript.of(character));
                if (!mark(character) && (single || afterSingle)) {
                    end();
                }
                afterSingle = single || (afterSingle && mark(character));
                word.appendCodePoint(character);
            }
        }
        end();
    }

    private void end() {
        if (!word.isEmpty()) {
            units.add(word.toString());
            word.setLength(0);
        }
    }

    private boolean sign(int at) {
        return switch (Character.getType(text[at])) {
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                true;
            default ->
                SIGNS.indexOf(text[at]) >= 0
                        || (digit(at - 1) && digit(at + 1) && text[at] != ' ')
                        || (hyphen(text[at]) && ofWord(at - 1) != beforeWord(at));
        };
    }

    /** Whether a word follows, or something like the bracket or the point of −(5) and −.5 with a word behind it. */
    private boolean beforeWord(int at) {
        return ofWord(at + 1) || (at + 1 < text.length && text[at + 1] != ' ' && ofWord(at + 2));
    }

    private boolean ofWord(int at) {
        return at >= 0 && at < text.length && (Character.isLetter(text[at]) || number(text[at]) || mark(text[at]));
    }

    private boolean digit(int at) {
        return at >= 0 && at < text.length && Character.isDigit(text[at]);
    }

    private static boolean hyphen(int character) {
        return HYPHENS.indexOf(character) >= 0;
    }

    private static boolean number(int character) {
        int type = Character.getType(character);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static boolean mark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** It says how an emoji is drawn, not which. */
    private static boolean variationSelector(int character) {
        return character >= 0xFE00 && character <= 0xFE0F;
    }
}
