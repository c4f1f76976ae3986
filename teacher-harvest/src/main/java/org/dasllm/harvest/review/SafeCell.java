package org.dasllm.harvest.review;

/** Texts as cells of a table that a spreadsheet opens: what would be a formula there gets an apostrophe before it, and loses it again here. */
final class SafeCell {
    /** What a formula begins with, and the apostrophe itself, so that every text comes back as it was. */
    private static final String MARKED = "=+-@\t\r'";

    private SafeCell() {}

    /** The cell in its quotes. */
    static String written(String text) {
        String plain = text.replace("\u0000", "");
        String safe = !plain.isEmpty() && MARKED.indexOf(plain.charAt(0)) >= 0 ? "'" + plain : plain;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    /** The text of a cell that {@link #written} made. */
    static String read(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && MARKED.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
