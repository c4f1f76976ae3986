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

    private static final int MINUS = '\u2212';

    /** No script without spaces has a character before these, which begin with Thai; to look a script up takes long. */
    private static final int FIRST_WITHOUT_SPACES = 0x0E00;

    private final int[] text;
    private final Units units;

    private Words(int[] text, Units units) {
        this.text = text;
        this.units = units;
    }

    /** Takes units, character by character. */
    private interface Units {
        void add(int character);

        /** Ends a unit, if it has a character. */
        void end();
    }

    public static List<String> of(String text) {
        Texts texts = new Texts();
        split(text, texts);
        return texts.units;
    }

    /** The units as a hash of 64 bits each. */
    static long[] hashes(String text) {
        Hashes hashes = new Hashes();
        split(text, hashes);
        return Arrays.copyOf(hashes.units, hashes.count);
    }

    private static void split(String text, Units units) {
        int[] characters = characters(NormalisedPrompt.text(text));
        boolean words = false;
        for (int i = 0; i < characters.length && !words; i++) {
            words = Character.isLetterOrDigit(characters[i]);
        }
        if (words) {
            new Words(characters, units).split();
            return;
        }
        for (int character : characters) {
            if (character != ' ') {
                units.add(character);
                units.end();
            }
        }
    }

    private static int[] characters(String text) {
        int[] characters = new int[text.length()];
        int count = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(characters[count++])) {
            characters[count] = text.codePointAt(at);
        }
        return count == characters.length ? characters : Arrays.copyOf(characters, count);
    }

    private void split() {
        boolean afterSingle = false;
        for (int at = 0; at < text.length; at++) {
            int character = text[at];
            if (variationSelector(character)) {
                continue;
            }
            if (!ofWord(at)) {
                units.end();
                if (sign(at)) {
                    units.add(hyphen(character) || character == MINUS ? '-' : character);
                    units.end();
                }
            } else {
                boolean single = withoutSpaces(character);
                if (!mark(character) && (single || afterSingle)) {
                    units.end();
                }
                afterSingle = single || (afterSingle && mark(character));
                units.add(character);
            }
        }
        units.end();
    }

    private static boolean withoutSpaces(int character) {
        return character >= FIRST_WITHOUT_SPACES && WITHOUT_SPACES.contains(UnicodeScript.of(character));
    }

    private static final class Texts implements Units {
        private final List<String> units = new ArrayList<>();
        private final StringBuilder unit = new StringBuilder();

        @Override
        public void add(int character) {
            unit.appendCodePoint(character);
        }

        @Override
        public void end() {
            if (!unit.isEmpty()) {
                units.add(unit.toString());
                unit.setLength(0);
            }
        }
    }

    /** Of each unit a polynomial of its characters, modulo 2⁶⁴. */
    private static final class Hashes implements Units {
        private static final long FACTOR = 0x9E3779B97F4A7C15L;

        private long[] units = new long[64];
        private int count;
        private long unit;
        private boolean open;

        @Override
        public void add(int character) {
            unit = unit * FACTOR + character;
            open = true;
        }

        @Override
        public void end() {
            if (open) {
                units = count == units.length ? Arrays.copyOf(units, 2 * count) : units;
                units[count++] = unit;
                unit = 0;
                open = false;
            }
        }
    }

    private boolean sign(int at) {
        if (text[at] == ' ') {
            return false;
        }
        return switch (Character.getType(text[at])) {
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                true;
            default ->
                SIGNS.indexOf(text[at]) >= 0
                        || (digit(at - 1) && digit(at + 1))
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
        return character == '-' || character == 0x2010 || character == 0x2011 || character == 0x2013;
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
