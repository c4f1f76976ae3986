package org.dasllm.model.ollama;

/**
 * The lines of a Modelfile, as Ollama's parser reads them: an instruction, a blank, and a value, which may go over several lines
 * between three quotation marks. There is no way to write three quotation marks within a value, and the parser drops what it does not
 * think printable.
 */
final class ModelfileText {
    private static final String QUOTES = "\"\"\"";

    private final StringBuilder text = new StringBuilder();

    ModelfileText comment(String line) {
        text.append("# ").append(line).append('\n');
        return this;
    }

    /** A value of one line without quotation marks at its ends. */
    ModelfileText line(String instruction, String value) {
        text.append(instruction).append(' ').append(value).append('\n');
        return this;
    }

    /** A value between quotation marks, for which {@link #holds} is true. */
    ModelfileText quoted(String instruction, String value) {
        return line(instruction, QUOTES + value + QUOTES);
    }

    /** Whether the parser reads a value between quotation marks as it is. */
    static boolean holds(String value) {
        return !value.contains(QUOTES) && value.codePoints().allMatch(ModelfileText::kept);
    }

    /** Blanks and line ends, and what Go's strconv.IsPrint calls printable: letters, marks, numbers, punctuation, symbols. */
    private static boolean kept(int character) {
        if (character == ' ' || character == '\t' || character == '\n' || character == '\r') {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
