package org.dasllm.harvest.recorded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.progress.Counted;
import org.dasllm.harvest.config.RecordedKeys;

/**
 * The rows of a CSV file under its header. Blanks around names and values do not count unless they are quoted; those of the
 * text's column always do. Columns without a name, such as the index that pandas writes, are passed over.
 */
final class CsvRows {
    private static final String MARK_OF_EXCEL = "sep=";

    private CsvRows() {}

    static void read(Path file, char delimiter, String textColumn, RecordedKeys keys, Consumer<Row> each) {
        try (BufferedReader reader = TextRows.lines(file)) {
            CsvParser parser = new CsvParser(file, reader, delimiter, keys);
            List<String> header = header(file, parser, delimiter, keys);
            long number = 0;
            for (Optional<CsvParser.Line> next = parser.next(); next.isPresent(); next = parser.next()) {
                each.accept(row(file, ++number, next.get(), header, textColumn, keys));
            }
            if (number == 0) {
                throw DasllmException.input(file + " has a header and no row", keys.leaveOut() + ", or make it again");
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static List<String> header(Path file, CsvParser parser, char delimiter, RecordedKeys keys)
            throws IOException {
        CsvParser.Line record = parser.next().orElseThrow(() -> empty(file, keys));
        String first = record.fields().get(0).trimmed();
        if (first.startsWith(MARK_OF_EXCEL)) {
            // Excel writes and reads such a line to say what the delimiter is.
            Optional<Character> other = Delimiters.in(first, delimiter);
            if (other.isPresent()) {
                throw Delimiters.refuse(file + ", line 1 names", other.get(), keys);
            }
            record = parser.next().orElseThrow(() -> empty(file, keys));
        }
        List<String> names =
                record.fields().stream().map(field -> name(field.text())).toList();
        Optional<Character> other = Delimiters.in(names.get(0), delimiter);
        if (names.size() == 1 && other.isPresent()) {
            throw Delimiters.refuse(
                    file + " has one column, '" + names.get(0) + "', and in its name", other.get(), keys);
        }
        refuseTwice(file, names);
        return names;
    }

    /** A name without blanks around it and without the byte order marks of files that were joined. */
    private static String name(String text) {
        return text.replace("\uFEFF", "").strip();
    }

    private static void refuseTwice(Path file, List<String> names) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Integer before = name.isEmpty() ? null : columns.put(name, i + 1);
            if (before != null) {
                throw DasllmException.input(
                        file + " has two columns of the name '" + name + "', the " + before + ". and the " + (i + 1)
                                + ".",
                        "Rename or remove one of them");
            }
        }
    }

    private static Row row(
            Path file, long number, CsvParser.Line record, List<String> header, String textColumn, RecordedKeys keys) {
        int size = record.fields().size();
        if (size != header.size()) {
            throw DasllmException.input(
                    file + ", row " + number + " (line " + record.line() + ") has " + size
                            + (size == 1 ? " value" : " values") + ", and the header has "
                            + Counted.of(header.size(), "column"),
                    "Correct that row; a value that holds the delimiter or a line break stands in double quotes");
        }
        Map<String, Value> columns = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = header.get(i);
            CsvParser.Field field = record.fields().get(i);
            if (!name.isEmpty()) {
                columns.put(name, new Value.Text(name.equals(textColumn) ? field.text() : field.trimmed()));
            }
        }
        return new Row(file, number, record.line(), columns, keys);
    }

    private static DasllmException empty(Path file, RecordedKeys keys) {
        return DasllmException.input(file + " is empty", keys.leaveOut() + ", or make it again");
    }
}
