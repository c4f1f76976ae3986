package org.dasllm.dataset.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyedLinesTest {
    private static byte[] written(KeyedLine... lines) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (KeyedLines.Writer writer = new KeyedLines.Writer(file)) {
            for (KeyedLine line : lines) {
                writer.add(line);
            }
        }
        return file.toByteArray();
    }

    private static List<String> read(byte[] file) {
        List<String> lines = new ArrayList<>();
        try (KeyedLines.Reader reader = new KeyedLines.Reader(
                new ByteArrayInputStream(file), "the file", name -> new IllegalStateException(name + " is damaged"))) {
            reader.forEachRemaining(line -> lines.add(
                    line.region() + " " + line.keys() + " " + new String(line.text(), StandardCharsets.UTF_8)));
        }
        return lines;
    }

    private static KeyedLine line(long region, String text, @Nullable String... keys) {
        return new KeyedLine(region, Arrays.asList(keys), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesComeBackAsTheyWereWritten() throws IOException {
        byte[] file = written(line(-7, "{\"id\": \"é\"}", "é", null), line(Long.MAX_VALUE, ""));
        assertThat(read(file)).containsExactly("-7 [é, null] {\"id\": \"é\"}", Long.MAX_VALUE + " [] ");
        assertThat(read(written())).isEmpty();
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRecognised() throws IOException {
        byte[] file = written(line(1, "one", "a"), line(2, "two", "b"));
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).hasMessage("the file is damaged");
        }
    }

    @Test
    void aByteThatIsAnotherIsRecognised() throws IOException {
        byte[] file = written(line(1, "one", "a"), line(2, "two", "b"));
        for (int place = 0; place < file.length; place++) {
            byte[] changed = file.clone();
            changed[place] ^= 0x10;
            assertThatThrownBy(() -> read(changed)).as("byte %d", place).hasMessage("the file is damaged");
        }
    }
}
