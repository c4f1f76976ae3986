package org.dasllm.document.markdown;

import java.util.regex.Pattern;

/** Texts of data within a page of Markdown: they show as they are, and none is markup. */
final class MarkdownText {
    /** Line breaks would end a row of a table; characters that turn the direction of writing would move the others. */
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]+");

    private static final Pattern CONTROL =
            Pattern.compile("[\\\\`*\\[\\]|~$!]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");
    private static final Pattern BLOCK = Pattern.compile("(?<=^ ?)(?=[#+=-])|(?<=^ ?\\d{1,9})(?=[.)])");

    private MarkdownText() {}

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

    /** A code span: as long a fence of backticks as it takes, on one line. */
    static String code(String data) {
        String line = BLANK.matcher(data).replaceAll(" ");
        String fence = "`".repeat(longestFence(line) + 1);
        boolean apart = line.startsWith("`") || line.endsWith("`") || line.isBlank();
        return fence + (apart ? " " : "") + line + (apart ? " " : "") + fence;
    }

    /** A code span in a table, whose row would end at a bar even within code. */
    static String codeOfTable(String data) {
        return code(data).replace("|", "\\|");
    }

    /** Lines of code between fences that none of them ends. */
    static String fenced(String lines) {
        String fence = "`".repeat(Math.max(3, longestFence(lines) + 1));
        return fence + "\n" + lines.stripTrailing() + "\n" + fence;
    }

    private static int longestFence(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = text.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }
}
