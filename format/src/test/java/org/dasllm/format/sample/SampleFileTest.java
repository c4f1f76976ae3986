package org.dasllm.format.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFileTest {
    @TempDir
    Path dir;

    private static Sample sample(String id, String text) {
        return new Sample(
                id,
                "g",
                "test",
                List.of(Message.system("s"), Message.user(text)),
                "c",
                null,
                Map.of("k", "v"),
                "teacher:m");
    }

    @Test
    void readsBackWhatItWrote() {
        List<Sample> samples = List.of(sample("1", "x"), sample("2", "y"));
        SampleFile.write(dir.resolve("s.jsonl"), samples);
        assertThat(SampleFile.read(dir.resolve("s.jsonl"))).isEqualTo(samples);
    }

    @Test
    void anIdGivenTwiceIsRefusedBeforeAnythingIsWritten() {
        Path file = dir.resolve("s.jsonl");
        assertThatThrownBy(() -> SampleFile.write(file, List.of(sample("1", "x"), sample("1", "y"))))
                .hasMessageContaining("The id '1' is in " + file + " twice");
        assertThat(file).doesNotExist();
    }

    @Test
    void anEmptyPromptIsRefused() {
        Sample empty = new Sample("1", "g", null, List.of(), null, null, Map.of(), null);
        assertThatThrownBy(() -> SampleFile.write(dir.resolve("s.jsonl"), List.of(empty)))
                .hasMessageContaining("has an empty prompt");
        Sample blank = new Sample("1", "g", null, List.of(Message.user(" \n")), null, null, Map.of(), null);
        assertThatThrownBy(() -> SampleFile.write(dir.resolve("s.jsonl"), List.of(blank)))
                .hasMessageContaining("has an empty prompt");
    }
}
