package org.dasllm.harvest.recorded;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.RecordedKeys;

/**
 * CSV as RFC 4180 has it, with any delimiter and any line ending. A value whose first character that is not blank is a quote
 * is quoted: it may hold delimiters and line breaks, and quotes written twice. Blank lines are passed over.
 */
final class CsvParser {
    private static final int MOST_CHARACTERS = 16 << 20;
    private static final Pattern AFTER_QUOTE = Pattern.compile("after closing quote: '(.)'", Pattern.DOTALL);

    private final Path file;
    private final char delimiter;
    private final RecordedKeys keys;
    private final RecordBuilder record = new RecordBuilder();
    private final CloseableIterator<Line> lines;

    CsvParser(Path file, BufferedReader reader, char delimiter, RecordedKeys keys) {
        this.file = file;
        this.delimiter = delimiter;
        this.keys = keys;
        this.lines = CsvReader.builder()
                .fieldSeparator(delimiter)
                .trimWhitespacesAroundQuotes(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MOST_CHARACTERS)
                .build(record, reader)
                .iterator();
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

    /** Collects a record's values, of which the reader tells one after the other. */
    private static final class RecordBuilder extends AbstractBaseCsvCallbackHandler<Line> {
        private final List<Field> fields = new ArrayList<>();

        @Override
        protected void handleBegin(long line) {
            fields.clear();
        }

        @Override
        protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
            fields.add(new Field(new String(text, offset, length), quoted));
        }

        @Override
        protected Line buildRecord() {
            return new Line(line(), fields);
        }

        long line() {
            return getStartingLineNumber();
        }

        int columns() {
            return getFieldCount();
        }
    }

    /** The next record that is not blank; empty at the end. */
    Optional<Line> next() throws IOException {
        try {
            while (lines.hasNext()) {
                Line line = lines.next();
                if (!line.isBlank()) {
                    return Optional.of(line);
                }
            }
            return Optional.empty();
        } catch (CsvParseException e) {
            throw fault(e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Names the record that was begun, and the column after those whose values are whole. */
    private DasllmException fault(CsvParseException e) {
        String where = file + ", line " + record.line() + ": ";
        int column = record.columns() + 1;
        String told = String.valueOf(e.getMessage());
        Matcher after = AFTER_QUOTE.matcher(told);
        if (after.find()) {
            return Delimiters.in(after.group(1), delimiter)
                    .map(other -> Delimiters.refuse(where + "a quoted value is followed by", other, keys))
                    .orElseGet(() -> DasllmException.input(
                            where + "there is text after the closing quote of column " + column,
                            "Correct it; a quote within a quoted value is written twice, not with a backslash"));
        }
        if (told.startsWith("Unclosed")) {
            return DasllmException.input(
                    where + "the quote that begins column " + column + " is never closed",
                    "Close it; a quote within a quoted value is written twice");
        }
        return DasllmException.input(
                where + "the value of column " + column + " is longer than " + MOST_CHARACTERS + " characters",
                "Look whether a quote is not closed there");
    }
}
