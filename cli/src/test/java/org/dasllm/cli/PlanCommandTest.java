package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dasllm plan} on the command line. */
final class PlanCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private AnsweredQuestions questions;

    @BeforeEach
    void write() throws IOException {
        questions = AnsweredQuestions.in(folder, 40);
    }

    private Outcome plan(String... more) {
        List<String> line = new ArrayList<>(List.of("plan", questions.run().toString()));
        line.addAll(List.of(more));
        return Outcome.of(line.toArray(String[]::new));
    }

    private Outcome planned(String... more) {
        List<String> line = new ArrayList<>(List.of("--test", questions.test().toString()));
        line.addAll(List.of(more));
        return plan(line.toArray(String[]::new));
    }

    @Test
    void tooFewQuestionsAreSaidToBeUnderpoweredInAllAndBySlice() {
        Outcome outcome = planned();
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.out().get(0)).startsWith("40 questions, 40 with a right answer");
        // (1.96 + 0.84)² · 0.1 / 0.05² = 314.
        assertThat(outcome.out()).anyMatch(line -> line.startsWith("UNDERPOWERED: 314 right answers are needed, 274"));
        assertThat(outcome.out())
                .anyMatch(line -> line.contains("channel=phone") && line.endsWith("underpowered"))
                .anyMatch(line -> line.contains("channel=app") && line.endsWith("underpowered"));
    }

    @Test
    void asJsonItSaysTheSame() {
        Outcome outcome = planned("--json");
        JsonNode report = Json.parse(String.join("\n", outcome.out()), JsonNode.class, "the plan");
        assertThat(report.at("/whole/questions").asInt()).isEqualTo(40);
        assertThat(report.at("/whole/needed").asInt()).isEqualTo(314);
        assertThat(report.at("/whole/underpowered").asBoolean()).isTrue();
    }

    @Test
    void aWiderMarginNeedsFewer() {
        Outcome outcome = planned("--set", "evaluate.margin=0.2");
        assertThat(outcome.out()).contains("That is enough: 20 would do.");
    }

    @Test
    void withoutQuestionsItSaysWhereTheyAreLookedFor() {
        Outcome outcome = plan();
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error())
                .contains("There are no questions: " + folder.resolve("runs/r/dataset/test.jsonl") + " does not exist")
                .contains("--test");
    }

    @ParameterizedTest
    @CsvSource({
        "--power=2, power, is between 0 and 1",
        "--discordant=0, discordant, is above 0",
        "--correlation=-1, correlation, is between 0 and 1"
    })
    void anAssumptionThatCannotBeIsRefused(String option, String name, String message) {
        Outcome outcome = planned(option);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains("'" + name + "' " + message);
    }

    @Test
    void aFileThatHoldsNoSamplesIsRefusedWithItsLine() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"id\": 1\n");
        Outcome outcome = plan("--test", broken.toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("broken.jsonl:1");
    }
}
