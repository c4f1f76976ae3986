package org.dasllm.format.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;

/** Files of one JSON value a line. Blank lines are passed over, and byte order marks, wherever files were joined. */
public final class JsonLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private JsonLines() {}

    /** Takes a line that is not blank. */
    @FunctionalInterface
    public interface LineReader {
        /** @param number of the line in its file, from 1 */
        void read(long number, String line) throws IOException;
    }

    /** Hands every line's value to {@code each}, in order. A line that does not parse names its file and number. */
    public static <T> void read(Path file, Class<T> type, Consumer<T> each) {
        read(file, (number, line) -> {
            T value = Json.mapper().readValue(line, type);
            if (value == null) {
                throw DasllmException.input(
                        file + ":" + number + " holds null instead of a value", "Remove or correct that line");
            }
            each.accept(value);
        });
    }

    /** Hands every line to {@code each}, which parses it; what it cannot parse names the file and the line's number. */
    public static void read(Path file, LineReader each) {
        try (BufferedReader reader = TextFile.reader(file)) {
            read(file, reader, each);
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    /**
     * The same with the text of a file that somebody else has opened.
     *
     * @throws IOException if the text cannot be read; {@link FileFailure#reading} says what it means
     */
    public static void read(Path file, BufferedReader reader, LineReader each) throws IOException {
        boolean first = true;
        long number = 0;
        for (String raw = reader.readLine(); raw != null; raw = reader.readLine()) {
            number++;
            String line = raw.startsWith(BYTE_ORDER_MARK) ? raw.substring(1) : raw;
            if (line.isBlank()) {
                continue;
            }
            if (first) {
                refuseOtherLayouts(file, line.strip());
                first = false;
            }
            try {
                each.read(number, line);
            } catch (JsonEOFException e) {
                throw endsEarly(file, number, reader.readLine() == null, e);
            } catch (JsonProcessingException e) {
                throw DasllmException.input(
                        file + ":" + number + " does not parse: "
                                + JsonFault.of(e).textOfLine(),
                        "Remove or correct that line",
                        e);
            }
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

    /** JSON that is valid, but not line by line. */
    private static void refuseOtherLayouts(Path file, String firstLine) {
        boolean array = firstLine.startsWith("[");
        if (array || firstLine.equals("{")) {
            throw DasllmException.input(
                    file + " holds " + (array ? "a JSON array" : "JSON over several lines")
                            + ", and JSON Lines, one object a line, is read here",
                    "Run jq -c '" + (array ? ".[]" : ".") + "' " + ShellName.of(file.toString()) + " > "
                            + ShellName.of(lines(file.toString())) + " and name the new file");
        }
    }

    private static String lines(String file) {
        return file.endsWith(".json") ? file + "l" : ShellName.beside(file, "lines");
    }

    private static DasllmException endsEarly(Path file, long number, boolean last, JsonEOFException e) {
        return DasllmException.input(
                file + ":" + number + " does not parse: " + JsonFault.of(e).textOfLine()
                        + (last ? "; it is the last line, and the file may have been cut off" : ""),
                "Remove or correct that line",
                e);
    }
}
