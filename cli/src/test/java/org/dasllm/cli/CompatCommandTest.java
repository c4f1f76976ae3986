package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dasllm compat} on the command line. */
final class CompatCommandTest {
    private static final int ANSWERS = 30;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private Path answers(String name, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < ANSWERS; i++) {
            lines.add(Json.line(Map.of("id", "q" + i, "answer", text)));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private static Outcome compat(Path old, Path fresh, String... more) {
        List<String> line = new ArrayList<>(List.of("compat", old.toString(), fresh.toString()));
        line.addAll(List.of(more));
        return Outcome.of(line.toArray(String[]::new));
    }

    @Test
    void answersThatReadAlikeAreZero() throws IOException {
        Outcome outcome =
                compat(answers("old.jsonl", "{\"desk\":\"card\"}"), answers("new.jsonl", "{\"desk\":\"card\"}"));
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.out())
                .containsExactly("30 of 30 new answers read like the 30 old ones; 30 are to the same questions.");
    }

    @Test
    void aKeyThatIsMissingBreaksAndIsFour() throws IOException {
        Path old = answers("old.jsonl", "{\"desk\":\"card\",\"urgent\":true}");
        Path fresh = answers("new.jsonl", "{\"desk\":\"card\"}");
        Outcome outcome = compat(old, fresh);
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.error())
                .contains("The answers in " + fresh + " break what reads those in " + old + ", in 1 way");
        assertThat(outcome.out())
                .anyMatch(line -> line.startsWith("BREAKS  urgent: ") && line.contains("30 of 30 answers"))
                .anyMatch(line -> line.strip().startsWith("q0: "));
        Outcome json = compat(old, fresh, "--json");
        assertThat(json.exitCode()).isEqualTo(4);
        JsonNode report = Json.parse(String.join("\n", json.out()), JsonNode.class, "the comparison");
        assertThat(report.path("compatible").isBoolean()).isTrue();
        assertThat(report.path("compatible").asBoolean()).isFalse();
        assertThat(report.at("/breaks/0/severity").asText()).isEqualTo("BREAKING");
        assertThat(report.at("/breaks/0/field").asText()).isEqualTo("urgent");
    }

    @Test
    void aLineThatIsNoAnswerIsRefusedByItsNumber() throws IOException {
        Path old = answers("old.jsonl", "{}");
        Path fresh = Files.writeString(folder.resolve("new.jsonl"), "{\"answer\":\"{}\"}\n{\"word\":1}\n");
        Outcome outcome = compat(old, fresh);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(fresh + ":2 is no answer");
    }

    @Test
    void aFileThatIsNotThereIsRefusedByItsName() throws IOException {
        Outcome outcome = compat(answers("old.jsonl", "{}"), folder.resolve("none.jsonl"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("none.jsonl");
    }

    @Test
    void twoFilesAreNeeded() {
        Outcome outcome = Outcome.of("compat", "one.jsonl");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(String.join("\n", outcome.errors())).contains("NEW");
    }
}
