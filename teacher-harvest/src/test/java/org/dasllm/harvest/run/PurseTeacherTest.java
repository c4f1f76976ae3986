package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PurseTeacherTest {
    private static final int PROMPTS = 60;
    private static final int CONCURRENCY = 8;

    @TempDir
    Path dir;

    private HarvestSummary run(FakeTeacher teacher, double maxFailedShare) {
        TeacherConfig config = Teachers.fake(teacher.url())
                .with("timeout_seconds", 5)
                .with("concurrency", CONCURRENCY)
                .config();
        return Harvest.run(
                Teachers.harvest(config, maxFailedShare),
                Fixture.prompts(dir, PROMPTS),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                Progress.SILENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "402|Insufficient credits",
                "402|",
                "429|{\"error\":{\"message\":\"You exceeded your current quota\",\"code\":\"insufficient_quota\"}}",
                "400|{\"error\":{\"message\":\"x\",\"code\":\"billing_hard_limit_reached\"}}",
                "403|{\"error\":{\"message\":\"Your credit balance is too low\"}}",
                "400|{\"error\":{\"message\":\"Your credit balance is too low\",\"type\":\"invalid_request_error\"}}"
            })
    void theFirstRefusalForWantOfMoneyEndsTheHarvest(int status, @Nullable String body) throws Exception {
        PurseTeacher purse = new PurseTeacher(5, status, body == null ? "" : body);
        try (FakeTeacher teacher = new FakeTeacher(purse)) {
            assertThatThrownBy(() -> run(teacher, 1))
                    .isInstanceOfSatisfying(
                            DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                    .hasMessageContaining("the account's credit or quota is used up: HTTP " + status)
                    .hasMessageContaining("run the same command again; no answer is lost")
                    .hasMessageNotContaining("\n");
            // What was under way at that moment is refused too.
            assertThat(teacher.total()).isLessThanOrEqualTo(5 + 2 * CONCURRENCY);
            assertThat(answers()).isEqualTo(5);

            purse.pay(PROMPTS);
            assertThat(run(teacher, 0).asked()).isEqualTo(PROMPTS - 5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void otherwiseAFewEqualRefusalsDo(int status) throws Exception {
        PurseTeacher purse = new PurseTeacher(5, status, "{\"error\":{\"message\":\"Not for you\"}}");
        try (FakeTeacher teacher = new FakeTeacher(purse)) {
            assertThatThrownBy(() -> run(teacher, 1))
                    .hasMessageMatching(".* in vain: \\d+ requests in a row were refused in the same words.*")
                    .hasMessageContaining("HTTP " + status + ": Not for you");
            // Five in a row, and what was sent before they were counted: on a busy machine more than what is in flight
            // at once.
            assertThat(teacher.total()).isLessThanOrEqualTo(5 + 5 + 4 * CONCURRENCY);
            assertThat(answers()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"maximum context length is 8192 tokens\",\"code\":\"context_length_exceeded\"}}",
                "{\"error\":{\"message\":\"blocked by our content management policy\",\"code\":\"content_filter\"}}"
            })
    void promptsThatAreRefusedForWhatTheySayDoNotEndTheHarvestOfTheOthers(String body) throws Exception {
        // The middle third, one after another.
        FakeTeacher.Script script = (text, time) -> {
            int number = Integer.parseInt(text.substring("message ".length()));
            return number >= 20 && number < 40
                    ? new FakeTeacher.Response(400, body)
                    : FakeTeacher.answer("label of " + text);
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            HarvestSummary summary = run(teacher, 0.4);
            assertThat(summary.samples()).isEqualTo(40);
            assertThat(summary.failed()).isEqualTo(20);
            assertThat(teacher.total()).isEqualTo(PROMPTS);
        }
    }

    @Test
    void refusalsNowAndThenEndNothing() throws Exception {
        FakeTeacher.Script script = (text, time) -> text.endsWith("0") || text.endsWith("5")
                ? new FakeTeacher.Response(400, "{\"error\":{\"message\":\"no\"}}")
                : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThat(run(teacher, 0.5).samples()).isEqualTo(48);
        }
    }

    private long answers() throws Exception {
        return Files.readString(dir.resolve("work").resolve(Harvest.JOURNAL))
                .lines()
                .filter(line -> line.startsWith("{\"type\":\"answer\""))
                .count();
    }
}
