package org.dasllm.harvest.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;

/**
 * CSV as RFC 4180 has it, with any delimiter and any line ending. A value whose first character that is not blank is a quote
 * is quoted: it may hold delimiters and line breaks, and quotes written twice. Blank lines are passed over.
 */
final class CsvParser {
    private static final int MOST_CHARACTERS = 16 << 20;
    private static final int END = -1;

    private final Path file;
    private final BufferedReader reader;
    private final char delimiter;
    private long line = 1;
    private int next;

    CsvParser(Path file, BufferedReader reader, char delimiter) throws IOException {
        this.file = file;
        this.reader = reader;
        this.delimiter = delimiter;
        this.next = reader.read();
    }

    /** @param quoted whether it stood in quotes; then every blank in it was meant */
    record Field(String text, boolean quoted) {
        /** Without the blanks around it, unless it was quoted. */
        String trimmed() {
            return quoted ? text : text.strip();
        }
    }

    /** @param line where it begins, from 1 */
    record Line(long line, List<Field> fields) {
        Line {
            fields = List.copyOf(fields);
        }

        boolean isBlank() {
            return fields.size() == 1
                    && !fields.get(0).quoted()
                    && fields.get(0).text().isBlank();
        }
    }

    /** The next record that is not blank; empty at the end. */
    Optional<Line> next() throws IOException {
        while (next != END) {
            Line record = line();
            if (!record.isBlank()) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    private Line line() throws IOException {
        long begin = line;
        List<Field> fields = new ArrayList<>();
        fields.add(field(1));
        while (next == delimiter) {
            take();
            fields.add(field(fields.size() + 1));
        }
        if (next == '\r') {
            take();
        }
        if (next == '\n') {
            take();
        }
        return new Line(begin, fields);
    }

    private Field field(int column) throws IOException {
        StringBuilder text = new StringBuilder();
        blanks(text);
        if (next == '"') {
            return quoted(column);
        }
        while (next != delimiter && !endsLine()) {
            text.append((char) take());
            bound(text, line, column);
        }
        return new Field(text.toString(), false);
    }

    private Field quoted(int column) throws IOException {
        long begin = line;
        take();
        StringBuilder text = new StringBuilder();
        while (true) {
            if (next == END) {
                throw DasllmException.input(
                        file + ", line " + begin + ": the quote that begins column " + column + " is never closed",
                        "Close it; a quote within a quoted value is written twice");
            }
            int c = take();
            if (c != '"') {
                text.append((char) c);
                bound(text, begin, column);
            } else if (next == '"') {
                text.append((char) take());
            } else {
                blanks(new StringBuilder());
                if (next != delimiter && !endsLine()) {
                    throw textAfterQuote(column);
                }
                return new Field(text.toString(), true);
            }
        }
    }

    private DasllmException textAfterQuote(int column) {
        String where = file + ", line " + line + ": ";
        return Delimiters.in(String.valueOf((char) next), delimiter)
                .map(other -> Delimiters.refuse(where + "a quoted value is followed by", other))
                .orElseGet(() -> DasllmException.input(
                        where + "there is text after the closing quote of column " + column,
                        "Correct it; a quote within a quoted value is written twice, not with a backslash"));
    }

    private void bound(StringBuilder text, long begin, int column) {
        if (text.length() > MOST_CHARACTERS) {
            throw DasllmException.input(
                    file + ", line " + begin + ": the value of column " + column + " is longer than " + MOST_CHARACTERS
                            + " characters",
                    "Look whether a quote is not closed there");
        }
    }

    private void blanks(StringBuilder taken) throws IOException {
        while ((next == ' ' || next == '\t') && next != delimiter) {
            taken.append((char) take());
        }
    }

    private boolean endsLine() {
        return next == '\n' || next == '\r' || next == END;
    }

    private int take() throws IOException {
        int c = next;
        next = reader.read();
        if (c == '\n' || (c == '\r' && next != '\n')) {
            line++;
        }
        return c;
    }
}
