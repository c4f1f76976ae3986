package org.dasllm.harvest.recorded;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonFault;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.io.TextFile;
import org.dasllm.harvest.config.RecordedKeys;

/**
 * Objects one a line, in one array, or one behind the other over several lines: all are unambiguous. Of a page of an API's list what it
 * lists are the rows.
 */
final class JsonRows {
    private final Path file;
    private final RecordedKeys keys;
    private final Consumer<Row> each;
    private long number;

    private JsonRows(Path file, RecordedKeys keys, Consumer<Row> each) {
        this.file = file;
        this.keys = keys;
        this.each = each;
    }

    static void read(Path file, RecordedKeys keys, Consumer<Row> each) {
        JsonRows rows = new JsonRows(file, keys, each);
        try {
            String beginning = TextRows.beginning(file);
            boolean array = beginning.startsWith("[");
            if (array || beginning.equals("{")) {
                try (BufferedReader reader = TextRows.whole(file)) {
                    rows.values(reader, array);
                }
            } else {
                try (BufferedReader reader = TextRows.lines(file)) {
                    JsonLines.read(file, reader, (line, text) -> rows.row(line, ValueReader.parse(text)));
                }
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
        if (rows.number == 0) {
            throw DasllmException.input(file + " holds no row", keys.leaveOut() + ", or make it again");
        }
    }

    private void values(BufferedReader reader, boolean array) throws IOException {
        try (JsonParser parser = Json.mapper().createParser(reader)) {
            JsonToken token = parser.nextToken();
            if (array) {
                token = parser.nextToken();
            }
            for (; token != null && token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                long line = parser.currentTokenLocation().getLineNr();
                row(line, bounded(parser, line));
            }
            if (array && parser.nextToken() != null) {
                throw DasllmException.input(
                        file + ":" + parser.currentTokenLocation().getLineNr()
                                + " does not parse: there is text after the array",
                        "Remove it");
            }
        } catch (JsonProcessingException e) {
            throw DasllmException.input(
                    file + ":" + e.getLocation().getLineNr() + " does not parse: "
                            + JsonFault.of(e).textOfLine(),
                    "Correct the file or make it again",
                    e);
        }
    }

    private Value bounded(JsonParser parser, long line) throws IOException {
        try {
            return ValueReader.bounded(parser, TextFile.MOST_CHARACTERS_OF_A_LINE);
        } catch (ValueReader.TooLongException e) {
            throw DasllmException.input(
                    file + ":" + line + " begins a row that is longer than "
                            + (TextFile.MOST_CHARACTERS_OF_A_LINE >> 20) + " million characters",
                    "Look for a quote or a bracket that is not closed, or leave the row out",
                    e);
        }
    }

    private void row(long line, Value value) {
        if (value instanceof Value.Fields page && ApiPage.is(page)) {
            ApiPage.items(page).values().forEach(each -> row(line, each));
            return;
        }
        number++;
        if (!(value instanceof Value.Fields fields)) {
            throw DasllmException.input(
                    file + ":" + line + " is " + value.kind() + ", not an object", "Correct or remove it");
        }
        each.accept(new Row(file, number, line, fields.values(), keys));
    }
}
