package org.dasllm.dataset.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dasllm.dataset.config.CurateConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRulesTest {
    @TempDir
    Path dir;

    private static String rules(String config) {
        return MemoryRules.of(CurateConfigs.parse(config, "the test"), List.of());
    }

    /** What rows hold of an evaluation is remembered, so another text in the file makes the memory another one. */
    @Test
    void theEvaluationsTextsCountAndNotTheFilesNameAlone() throws IOException {
        Path file = Files.writeString(dir.resolve("evaluation.txt"), "a text that must not be learnt\n");
        String config = "{\"contamination\": {\"against\": [\"" + file + "\"]}}";
        String before = rules(config);
        assertThat(rules(config)).isEqualTo(before);
        Files.writeString(file, "another text, of another length, that must not be learnt\n");
        assertThat(rules(config)).isNotEqualTo(before);
    }

    @Test
    void whatConcernsNoRowByItselfDoesNotCount() {
        assertThat(rules("{\"caps\": {\"per_label\": 3}}")).isEqualTo(rules("{}"));
        assertThat(rules("{\"refusals\": false}")).isNotEqualTo(rules("{}"));
    }
}
