package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.JsonLines;

/** Reads recorded traffic row by row, in UTF-8. */
final class RowReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private RowReader() {}

    /** JSON Lines by the file's ending, else CSV with a header and quoted values that may hold line breaks. */
    static void read(Path file, char delimiter, Consumer<Row> each) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")) {
            long[] number = {0};
            JsonLines.read(file, JsonNode.class, node -> each.accept(new Row(file, ++number[0], node)));
        } else {
            csv(file, delimiter, each);
        }
    }

    private static void csv(Path file, char delimiter, Consumer<Row> each) {
        CsvMapper mapper = CsvMapper.builder()
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
                .build();
        CsvSchema schema = CsvSchema.emptySchema().withHeader().withColumnSeparator(delimiter);
        long number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            reader.mark(1);
            if (reader.read() != BYTE_ORDER_MARK) {
                reader.reset();
            }
            try (MappingIterator<JsonNode> rows =
                    mapper.readerFor(JsonNode.class).with(schema).readValues(reader)) {
                while (rows.hasNextValue()) {
                    number++;
                    each.accept(new Row(file, number, rows.nextValue()));
                }
            }
        } catch (JsonProcessingException e) {
            throw damaged(file, number, e);
        } catch (RuntimeJsonMappingException e) {
            throw DasllmException.input(file + ", near row " + number + " is not valid CSV", "Correct that row", e);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static DasllmException damaged(Path file, long number, JsonProcessingException e) {
        String where = e.getLocation() == null
                ? "row " + number
                : "line " + e.getLocation().getLineNr();
        return DasllmException.input(
                file + ", " + where + " is not valid CSV: "
                        + String.valueOf(e.getOriginalMessage()).replaceAll("\\R.*", ""),
                "Correct that row, and check harvest.recorded.delimiter",
                e);
    }
}
