package org.dasllm.schema.text;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** Where a run of characters of one kind begins; the first is 0. */
    private static final int[] STARTS;

    /** By run, its kind; 0 for none. */
    private static final int[] KINDS;

    static {
        SortedMap<Integer, Integer> runs = new TreeMap<>();
        runs.put(0, 0);
        for (int kind = 0; kind <= ALONE.size(); kind++) {
            CodePoints characters = kind < ALONE.size() ? ALONE.get(kind) : OTHERS;
            for (CodePoints.Range range : characters.ranges()) {
                runs.put(range.first(), 1 << kind);
                runs.putIfAbsent(range.last() + 1, 0);
            }
        }
        STARTS = runs.keySet().stream().mapToInt(Integer::intValue).toArray();
        KINDS = runs.values().stream().mapToInt(Integer::intValue).toArray();
    }

    private Kinds() {}

    /** The kind of a character; 0 for one that a string does not hold as it is: quotes, the backslash, control characters. */
    public static int of(int codePoint) {
        return among(codePoint, codePoint);
    }

    /** The kinds that some character from {@code first} to {@code last} is of. */
    static int among(int first, int last) {
        int kinds = 0;
        int run = Arrays.binarySearch(STARTS, first);
        for (run = run >= 0 ? run : -run - 2; run < STARTS.length && STARTS[run] <= last; run++) {
            kinds |= KINDS[run];
        }
        return kinds;
    }
}
