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

/** {@code dasllm seeds} on the command line. */
final class SeedsCommandTest {
    private static final int QUESTIONS = 400;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private AnsweredQuestions questions;

    @BeforeEach
    void write() throws IOException {
        questions = AnsweredQuestions.in(folder, QUESTIONS);
    }

    private static Outcome seeds(Path... folders) {
        List<String> line = new ArrayList<>(List.of("seeds"));
        for (Path each : folders) {
            line.add(each.toString());
        }
        return Outcome.of(line.toArray(String[]::new));
    }

    /** A student that is wrong on one question in a hundred, from the {@code first} on. */
    private Path nearlyRight(int first) throws IOException {
        return questions.evaluated("seed" + first, i -> i % 100 == first);
    }

    @Test
    void threeSeedsThatAreNearlyRightPassTogether() throws IOException {
        Path first = nearlyRight(1);
        Path second = nearlyRight(2);
        Path third = nearlyRight(3);
        Outcome outcome = seeds(first, second, third);
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.out()).hasSize(4);
        assertThat(outcome.out().get(0)).startsWith(first + ": ").contains("1.00 points on exact");
        assertThat(outcome.out().get(3)).contains("over 3 seeds and 400 questions");
        Outcome json = Outcome.of("seeds", first.toString(), second.toString(), third.toString(), "--json");
        JsonNode study = Json.parse(String.join("\n", json.out()), JsonNode.class, "the study");
        assertThat(study.at("/n").asInt()).isEqualTo(QUESTIONS);
        assertThat(study.at("/decision").asText()).isEqualTo("SHOWN");
    }

    @Test
    void seedsThatLoseTooMuchAreFour() throws IOException {
        Outcome outcome = seeds(questions.evaluated("a", i -> i % 10 == 1), questions.evaluated("b", i -> i % 10 == 2));
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.error()).contains("is not shown over these seeds");
    }

    @Test
    void oneSeedIsNoSample() throws IOException {
        Outcome outcome = seeds(nearlyRight(1));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains("One evaluation has one seed");
    }

    @Test
    void theSameStudentTwiceIsRefused() throws IOException {
        Path first = nearlyRight(1);
        Outcome outcome = seeds(first, first);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(first + " is of a student that is there already");
    }

    @Test
    void aPlanThatWasChangedAfterwardsIsRefused() throws IOException {
        Path first = nearlyRight(1);
        Path second = nearlyRight(2);
        Path plan = second.resolve("plan.json");
        Files.writeString(plan, Files.readString(plan).replace("0.05", "0.5"));
        Outcome outcome = seeds(first, second);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("plan");
    }

    @Test
    void aFolderWithoutAnEvaluationIsRefusedByItsName() throws IOException {
        Outcome outcome = seeds(nearlyRight(1), folder.resolve("nothing"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(folder.resolve("nothing").toString());
    }
}
