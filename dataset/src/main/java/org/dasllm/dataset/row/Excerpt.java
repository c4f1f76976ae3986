package org.dasllm.dataset.row;

/** The beginning of a text, in quotes, for a detail that must stay short. */
final class Excerpt {
    private static final int MOST_CHARACTERS = 60;

    private Excerpt() {}

    static String of(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'" + (line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…") + "'";
    }
}
