package org.dasllm.dataset.row;

/** The beginning of a text, in quotes, for a detail that must stay short. */
public final class Excerpt {
    private static final int MOST_CHARACTERS = 60;

    private Excerpt() {}

    public static String of(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'"
                + (line.codePointCount(0, line.length()) <= MOST_CHARACTERS
                        ? line
                        : line.substring(0, line.offsetByCodePoints(0, MOST_CHARACTERS)) + "…")
                + "'";
    }
}
