package org.dasllm.signing.statement;

import java.util.Arrays;
import java.util.Comparator;

/** Paths within a folder as statements write them: parts with {@code /} between them, none of which leads anywhere else. */
public final class PlainPath {
    /** By their parts, each by its code points: the order of OpenSSF Model Signing, whose digest of the whole depends on it. */
    public static final Comparator<String> ORDER = Comparator.comparing(
            path -> path.split("/", -1), (left, right) -> Arrays.compare(left, right, PlainPath::byCodePoint));

    private static final int MOST_CHARACTERS = 4096;

    private PlainPath() {}

    /** Whether a text is such a path: relative, without empty parts, {@code .}, {@code ..}, backslashes and control characters. */
    public static boolean is(String text) {
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            return false;
        }
        boolean signs = text.chars().anyMatch(letter -> letter == '\\' || Character.isISOControl(letter));
        return !signs
                && Arrays.stream(text.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /** Whether a path is another, or lies in the folder that the other names. */
    public static boolean within(String path, String other) {
        return path.equals(other) || path.startsWith(other + "/");
    }

    private static int byCodePoint(String left, String right) {
        return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
    }
}
