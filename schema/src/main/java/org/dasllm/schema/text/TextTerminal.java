package org.dasllm.schema.text;

/**
 * Reads the texts of an automaton byte by byte: as plain UTF-8, or as a JSON string between quotes. A string has one spelling:
 * {@code \"}, {@code \\}, {@code \b}, {@code \f}, {@code \n}, {@code \r}, {@code \t}, other control characters as
 * {@code \}{@code u00} and two digits, letters small, and all else as it is.
 *
 * <p>A state is a number: the automaton's in its upper half, what is read of a character in its lower half.
 */
public final class TextTerminal {
    /** Nothing goes on so. */
    public static final long DEAD = -1;

    /** No {@link Reach} is larger. */
    public static final int FARTHEST = Prospects.FARTHEST;

    private static final int OPEN = 1;
    private static final int CLOSED = 2;
    private static final int ESCAPE = 3;
    private static final int ESCAPE_U = 4;
    private static final int ESCAPE_U0 = 5;
    private static final int ESCAPE_U00 = 6;
    private static final int ESCAPE_U000 = 7;
    private static final int ESCAPE_U001 = 8;
    private static final String SHORT = "\b\f\n\r\t\"\\";
    private static final String SHORT_LETTERS = "bfnrt\"\\";

    private final TextAutomaton automaton;
    private final boolean quoted;

    private TextTerminal(TextAutomaton automaton, boolean quoted) {
        this.automaton = automaton;
        this.quoted = quoted;
    }

    public static TextTerminal plain(TextAutomaton automaton) {
        return new TextTerminal(automaton, false);
    }

    public static TextTerminal quoted(TextAutomaton automaton) {
        return new TextTerminal(automaton, true);
    }

    public TextAutomaton automaton() {
        return automaton;
    }

    /** The first state, where there is any text. */
    public long start() {
        return automaton.isEmpty() ? DEAD : quoted ? OPEN : 0;
    }

    public boolean accepts(long state) {
        return quoted ? (int) state == CLOSED : (int) state == 0 && automaton.accepts((int) (state >>> 32));
    }

    /** Whether no byte can follow, and the text is complete. */
    public boolean isLast(long state) {
        return quoted
                ? (int) state == CLOSED
                : accepts(state) && !automaton.goesOn((int) (state >>> 32), 0, Character.MAX_CODE_POINT);
    }

    /** Within a string, the kinds of which any character may follow (see {@link Kinds}); 0 elsewhere. */
    public int goingOn(long state) {
        return quoted && (int) state == 0 ? automaton.prospects().goingOn((int) (state >>> 32)) : 0;
    }

    /** Kinds of which some character is in some text. */
    public int usable() {
        return automaton.prospects().usable();
    }

    /** How many characters of some kinds may follow states of a string whatever they are. */
    public Reach certain(int kinds) {
        return automaton.prospects().certain(kinds);
    }

    /** How many characters of some kinds can follow states of a string at all, or more. */
    public Reach possible(int kinds) {
        return automaton.prospects().possible(kinds);
    }

    /**
     * How many characters may follow states of a string whatever they are, as they are or behind a backslash, and behind them the begin of any other;
     * -1 where some character must not follow.
     */
    public Reach open() {
        return automaton.prospects().open();
    }

    /** The same where the string may also be closed behind as many and behind fewer. */
    public Reach free() {
        return automaton.prospects().free();
    }

    /** The state behind a byte, 0 to 255, or {@link #DEAD}. */
    public long next(long state, int b) {
        int at = (int) (state >>> 32);
        int within = (int) state;
        if (within == 0) {
            return b < 0x80 ? ascii(at, b) : lead(at, b);
        }
        if (within > ESCAPE_U001) {
            return (b & 0xC0) == 0x80
                    ? partial(at, within >>> 28, ((within >>> 24) & 0xF) - 1, ((within & 0xFFFFFF) << 6) | (b & 0x3F))
                    : DEAD;
        }
        return within == OPEN ? (b == '"' ? 0 : DEAD) : escaped(at, within, b);
    }

    private long ascii(int at, int b) {
        if (!quoted || (b >= 0x20 && b != '"' && b != '\\')) {
            return character(at, b);
        }
        if (b == '"') {
            return automaton.accepts(at) ? state(at, CLOSED) : DEAD;
        }
        return b == '\\'
                        && (automaton.goesOn(at, 0, 0x1F)
                                || automaton.goesOn(at, '"', '"')
                                || automaton.goesOn(at, '\\', '\\'))
                ? state(at, ESCAPE)
                : DEAD;
    }

    private static long state(int at, int within) {
        return ((long) at << 32) | within;
    }

    private long character(int at, int codePoint) {
        int next = automaton.next(at, codePoint);
        return next == TextAutomaton.DEAD ? DEAD : (long) next << 32;
    }

    private long lead(int at, int b) {
        if (b < 0xC2 || b > 0xF4) {
            return DEAD;
        }
        return b < 0xE0
                ? partial(at, 2, 1, b & 0x1F)
                : b < 0xF0 ? partial(at, 3, 2, b & 0xF) : partial(at, 4, 3, b & 7);
    }

    /** A character of {@code length} bytes of which {@code missing} are to come. */
    private long partial(int at, int length, int missing, int bits) {
        int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
        int first = Math.max(least, bits << (6 * missing));
        int last = Math.min(Character.MAX_CODE_POINT, (bits << (6 * missing)) | ((1 << (6 * missing)) - 1));
        if (first > last) {
            return DEAD;
        }
        if (missing == 0) {
            return character(at, bits);
        }
        return automaton.goesOn(at, first, last) ? state(at, (length << 28) | (missing << 24) | bits) : DEAD;
    }

    private long escaped(int at, int within, int b) {
        return switch (within) {
            case ESCAPE -> {
                int letter = SHORT_LETTERS.indexOf(b);
                if (letter >= 0) {
                    yield character(at, SHORT.charAt(letter));
                }
                yield b == 'u' && (low(at) || automaton.goesOn(at, 0x10, 0x1F)) ? state(at, ESCAPE_U) : DEAD;
            }
            case ESCAPE_U -> b == '0' ? state(at, ESCAPE_U0) : DEAD;
            case ESCAPE_U0 -> b == '0' ? state(at, ESCAPE_U00) : DEAD;
            case ESCAPE_U00 ->
                b == '0' && low(at)
                        ? state(at, ESCAPE_U000)
                        : b == '1' && automaton.goesOn(at, 0x10, 0x1F) ? state(at, ESCAPE_U001) : DEAD;
            case ESCAPE_U000, ESCAPE_U001 -> {
                int digit = "0123456789abcdef".indexOf(b);
                int codePoint = within == ESCAPE_U000 ? digit : 16 + digit;
                yield digit < 0 || SHORT.indexOf(codePoint) >= 0 ? DEAD : character(at, codePoint);
            }
            default -> DEAD;
        };
    }

    /** Whether a control character below U+0010 that has no short escape goes on. */
    private boolean low(int at) {
        return automaton.goesOn(at, 0, 7) || automaton.goesOn(at, 0xB, 0xB) || automaton.goesOn(at, 0xE, 0xF);
    }
}
