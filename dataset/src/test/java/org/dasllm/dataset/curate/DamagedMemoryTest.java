package org.dasllm.dataset.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dasllm.dataset.curate.CuratedRows.curate;
import static org.dasllm.dataset.curate.CuratedRows.file;
import static org.dasllm.dataset.curate.CuratedRows.sample;
import static org.dasllm.dataset.curate.CuratedRows.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A memory that somebody has damaged ends the curation with one line that says what to delete. */
class DamagedMemoryTest {
    private static final String TASK = "{\"kind\": \"label\"}";

    @TempDir
    Path dir;

    private void night() {
        Path rows = file(
                dir,
                "rows.jsonl",
                IntStream.range(0, 40)
                        .mapToObj(i -> (Object) sample("s" + i, "g" + i, null, "request number " + i * 7919, "fee"))
                        .toArray());
        curate("{\"memory\": \"" + memory() + "\"}", TASK, dir.resolve("dataset"), rows);
    }

    private Path memory() {
        return dir.resolve("memory");
    }

    private List<Path> tables(String name) throws IOException {
        try (Stream<Path> files = Files.walk(memory())) {
            return files.filter(file -> memory().relativize(file).toString().startsWith("table-" + name))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private void refused(String what) throws IOException {
        String before = text(dir.resolve("dataset").resolve("manifest.json"));
        assertThatThrownBy(this::night)
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessageContaining("memory in " + memory())
                .hasMessageContaining(what)
                .hasMessageContaining("Delete that folder")
                .hasMessageNotContaining("Exception");
        assertThat(text(dir.resolve("dataset").resolve("manifest.json"))).isEqualTo(before);
    }

    @BeforeEach
    void firstNight() {
        night();
    }

    @Test
    void anIndexThatIsCutOff() throws IOException {
        Path index = memory().resolve("memory.json");
        Files.writeString(index, Files.readString(index).substring(0, 60));
        refused("is damaged");
    }

    @Test
    void aTableThatIsMissing() throws IOException {
        for (Path file : tables("rows-")) {
            Files.delete(file);
        }
        refused("is missing");
    }

    @Test
    void aTableThatIsCutOff() throws IOException {
        for (Path file : tables("rows-")) {
            if (Files.isRegularFile(file)) {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
            }
        }
        refused("cannot be read");
    }
}
