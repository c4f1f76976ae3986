package org.dasllm.harvest.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.FileFailure;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

/** Reads a journal to the end of its last whole line. */
final class JournalReader {
    private final Path file;
    private final Consumer<JournalLine> each;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private long wholeBytes;
    private @Nullable DasllmException bad;

    private JournalReader(Path file, Consumer<JournalLine> each) {
        this.file = file;
        this.each = each;
    }

    /**
     * What there is.
     *
     * @param wholeBytes where the last line that parses ends
     * @param newlineMissing whether that line only lacks its line break
     * @param tornBytes how many bytes follow it
     */
    record Extent(long wholeBytes, boolean newlineMissing, long tornBytes) {}

    /** Hands over every line but the one that names the version. A line that does not parse is refused, unless it is the last: that one was cut. */
    static Extent read(Path file, Consumer<JournalLine> each) {
        if (!Files.exists(file)) {
            return new Extent(0, false, 0);
        }
        try {
            return new JournalReader(file, each).read();
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private Extent read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                int start = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, start, i - start);
                        lineEnds(1);
                        start = i + 1;
                    }
                }
                line.write(buffer, start, count - start);
            }
        }
        long before = wholeBytes;
        if (line.size() > 0) {
            lineEnds(0);
        }
        return new Extent(wholeBytes, bad == null && wholeBytes > before, Files.size(file) - wholeBytes);
    }

    private void lineEnds(int breakBytes) throws IOException {
        if (bad != null) {
            throw bad;
        }
        number++;
        try {
            byte[] bytes = line.toByteArray();
            if (JournalHeader.is(bytes)) {
                JournalHeader.require(bytes, file + ":" + number);
            } else {
                each.accept(Json.mapper().readValue(bytes, JournalLine.class));
            }
            wholeBytes += line.size() + breakBytes;
        } catch (JsonProcessingException e) {
            bad = DasllmException.input(
                    file + ":" + number + " is damaged",
                    "Restore the journal from a copy, or remove that line: its answer is then asked for again",
                    e);
        }
        line.reset();
    }
}
