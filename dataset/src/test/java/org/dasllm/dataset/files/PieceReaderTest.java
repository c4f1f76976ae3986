package org.dasllm.dataset.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceReaderTest {
    @TempDir
    Path dir;

    /** Wherever the file is cut, also within a character and at a line feed. */
    @ParameterizedTest
    @ValueSource(strings = {"one\nzwei ü\n\n drei\r\nfour\rstill four\n👍", "one\ntwo\n", "\n\n\n", "x", "\nx\n"})
    void everyLineIsReadOnceHoweverTheFileIsCut(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("f"), text);
        List<String> expected = List.of(text.replaceAll("\n\\z", "").split("\n", -1));
        long bytes = Files.size(file);
        for (long size = 1; size <= bytes; size++) {
            List<String> lines = new ArrayList<>();
            for (long from = 0; from < bytes; from += size) {
                Piece piece = new Piece(LocalPath.of(file).toUri(), from, Math.min(bytes, from + size));
                try (PieceReader reader = PieceReader.open(piece, new Configuration(false))) {
                    reader.forEachRemaining(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
                }
            }
            assertThat(lines).as("pieces of " + size).isEqualTo(expected);
        }
    }
}
