package org.dasllm.format.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;

/** Files of one JSON value a line, in UTF-8. Blank lines are passed over. */
public final class JsonLines {
    private JsonLines() {}

    /** Hands every line's value to {@code each}, in order. A line that does not parse names its file and number. */
    public static <T> void read(Path file, Class<T> type, Consumer<T> each) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    each.accept(value(file, number, line, type));
                }
            }
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    public static <T> List<T> readAll(Path file, Class<T> type) {
        List<T> values = new ArrayList<>();
        read(file, type, values::add);
        return values;
    }

    /** Writes one line a value; the file is either whole or as it was before. */
    public static void write(Path file, Iterable<?> values) {
        AtomicFile.write(file, out -> {
            for (Object value : values) {
                out.write(Json.line(value).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        });
    }

    private static <T> T value(Path file, int number, String line, Class<T> type) {
        try {
            T value = Json.value(line, type);
            if (value != null) {
                return value;
            }
            throw DasllmException.input(
                    file + ":" + number + " holds null instead of a value", "Remove or correct that line");
        } catch (Json.Broken e) {
            throw DasllmException.input(
                    file + ":" + number + " does not parse: " + e.fault().textOfLine(),
                    "Remove or correct that line",
                    e);
        }
    }
}
