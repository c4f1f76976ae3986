package org.dasllm.dataset.curate;

import java.util.regex.Pattern;

/** Texts of data within a page of Markdown: they show as they are, and none is markup. */
final class Markdown {
    /** Line breaks would end a row of a table; characters that turn the direction of writing would move the others. */
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern CONTROL =
            Pattern.compile("[\\\\`*\\[\\]|~$!]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern BLOCK = Pattern.compile("^(?=[#+=-])|(?<=^\\d{1,9})(?=[.)])");

    private Markdown() {}

    /** One line, with what Markdown or HTML would read into it escaped. */
    static String text(String data) {
        String line = BLANK.matcher(data).replaceAll(" ");
        String inline = CONTROL.matcher(line).replaceAll("\\\\$0");
        return BLOCK.matcher(inline)
                .replaceFirst("\\\\")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
