package org.dasllm.schema.text;

import java.util.List;
import org.dasllm.schema.pattern.CodePoints;

/**
 * Kinds of the characters that a JSON string holds as they are, such as small letters or digits. Patterns mostly allow a kind as a whole or not at all, so
 * that tokens can be judged together. A set of kinds is a number with a bit for each.
 */
public final class Kinds {
    /** What {@code .} or {@code \\S} leaves out beyond ASCII: white space and ends of lines in ECMAScript. */
    private static final CodePoints FURTHER_SPACES = CodePoints.range(0x80, 0xA0)
            .or(CodePoints.of(0x1680))
            .or(CodePoints.range(0x2000, 0x200A))
            .or(CodePoints.range(0x2028, 0x2029))
            .or(CodePoints.in("\u202F\u205F\u3000\uFEFF"));

    private static final List<CodePoints> ALONE = List.of(
            CodePoints.range('a', 'z'),
            CodePoints.range('A', 'Z'),
            CodePoints.range('0', '9'),
            CodePoints.of(' '),
            CodePoints.of('-'),
            CodePoints.of('_'),
            CodePoints.of('.'),
            CodePoints.of('/'),
            CodePoints.of(':'),
            FURTHER_SPACES,
            CodePoints.range(0x80, Character.MAX_CODE_POINT).and(FURTHER_SPACES.not()));

    private static final CodePoints OTHERS = CodePoints.range(0x20, 0x7F)
            .and(ALONE.stream().reduce(CodePoints.in("\"\\"), CodePoints::or).not());

    /** All of them. */
    public static final int ALL = (2 << ALONE.size()) - 1;

    private Kinds() {}

    /** The kind of a character; 0 for one that a string does not hold as it is: quotes, the backslash, control characters. */
    public static int of(int codePoint) {
        return among(codePoint, codePoint);
    }

    /** The kinds that some character from {@code first} to {@code last} is of. */
    static int among(int first, int last) {
        CodePoints range = CodePoints.range(first, last);
        int kinds = OTHERS.and(range).ranges().isEmpty() ? 0 : 1 << ALONE.size();
        for (int kind = 0; kind < ALONE.size(); kind++) {
            kinds |= ALONE.get(kind).and(range).ranges().isEmpty() ? 0 : 1 << kind;
        }
        return kinds;
    }
}
