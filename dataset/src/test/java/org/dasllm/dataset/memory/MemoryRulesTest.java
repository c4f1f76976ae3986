package org.dasllm.dataset.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dasllm.dataset.config.CurateConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryRulesTest {
    @TempDir
    Path dir;

    private static String rules(String config) {
        return MemoryRules.of(CurateConfigs.parse(config, "the test"), Optional.empty(), List.of());
    }

    private static String withTask(String task) {
        return MemoryRules.of(
                CurateConfigs.parse("{}", "the test"),
                Optional.of(CurateConfigs.task(task).longForm()),
                List.of());
    }

    /** Whether an answer is allowed is remembered with each row. */
    @Test
    void whatAnAnswerIsCounts() {
        String before = withTask("{\"kind\": \"label\", \"labels\": [\"refund\", \"login\"]}");
        assertThat(withTask("{\"kind\": \"label\", \"labels\": [\"refund\", \"login\"]}"))
                .isEqualTo(before)
                .isNotEqualTo(rules("{}"));
        assertThat(withTask("{\"kind\": \"label\", \"labels\": [\"refund\"]}")).isNotEqualTo(before);
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
