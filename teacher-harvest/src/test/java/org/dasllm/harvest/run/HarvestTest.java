package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.teacher.RemoteTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarvestTest {
    @TempDir
    Path dir;

    private HarvestSummary run(HarvestConfig config, Path prompts) {
        return Harvest.run(config, prompts, dir.resolve("work"), dir.resolve("samples.jsonl"), Progress.SILENT);
    }

    private List<Sample> samples() {
        return SampleFile.read(dir.resolve("samples.jsonl"));
    }

    private String journal() throws Exception {
        return Files.readString(dir.resolve("work").resolve(Harvest.JOURNAL));
    }

    @Test
    void labelsEverySampleAndKeepsTheRest() throws Exception {
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("label of " + text))) {
            HarvestSummary summary = run(Fixture.config(teacher.url()), Fixture.prompts(dir, 30));
            assertThat(summary)
                    .usingRecursiveComparison()
                    .ignoringFields("seconds")
                    .isEqualTo(new HarvestSummary(30, 30, 0, 0, Map.of(), Map.of("fake-2026", 30), 300, 90, 0));
            assertThat(teacher.total()).isEqualTo(30);
            assertThat(teacher.mostInFlight()).isBetween(1, Fixture.CONCURRENCY);
            List<Sample> expected = SampleFile.read(dir.resolve("prompts.jsonl")).stream()
                    .map(s -> s.withCompletion("label of " + s.prompt().get(1).content(), "teacher:fake"))
                    .toList();
            assertThat(samples()).isEqualTo(expected);
        }
    }

    /** The journal was written by version 0.1.0 for these prompts. */
    @Test
    void aJournalOfAnEarlierVersionIsReused() throws Exception {
        Path work = Files.createDirectories(dir.resolve("work"));
        try (InputStream journal = HarvestTest.class.getResourceAsStream("journal-0.1.0.jsonl")) {
            Files.copy(Objects.requireNonNull(journal), work.resolve(Harvest.JOURNAL));
        }
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("another"))) {
            HarvestSummary summary = run(Fixture.config(teacher.url()), Fixture.prompts(dir, 3));
            assertThat(summary.reused()).isEqualTo(3);
            assertThat(summary.promptTokens()).isEqualTo(30);
            assertThat(teacher.total()).isZero();
            assertThat(samples())
                    .extracting(Sample::completion)
                    .containsExactly("label of message 0", "label of message 1", "label of message 2");
        }
    }

    @Test
    void theBodyIsKeptAsItWasReceivedWithItsRequestId() throws Exception {
        FakeTeacher.Response plain = FakeTeacher.answer("x");
        String body = plain.body().replaceFirst("\\{", "{ \"system_fingerprint\" : \"fp_1\",\n \"unknown\": [1.50],");
        FakeTeacher.Script script =
                (text, time) -> new FakeTeacher.Response(200, Map.of("x-request-id", "req_7"), body, 0);
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            run(Fixture.config(teacher.url()), Fixture.prompts(dir, 1));
        }
        List<JournalLine.Answer> answers = new ArrayList<>();
        Journal.read(
                dir.resolve("work").resolve(Harvest.JOURNAL),
                line -> {
                    if (line instanceof JournalLine.Answer answer) {
                        answers.add(answer);
                    }
                },
                damage -> fail(damage));
        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.requestId()).isEqualTo("req_7");
            assertThat(answer.fingerprint()).isEqualTo("fp_1");
            assertThat(answer.model()).isEqualTo("fake-2026");
            assertThat(answer.content()).isNull();
        });
    }

    @Test
    void samplesAreMadeAnewFromPaidAnswersAndNothingIsAsked() throws Exception {
        Path prompts = Fixture.prompts(dir, 5);
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("label of " + text))) {
            run(Fixture.config(teacher.url()), prompts);
            byte[] first = Files.readAllBytes(dir.resolve("samples.jsonl"));
            Files.delete(dir.resolve("samples.jsonl"));
            HarvestSummary summary = inMode(teacher, prompts, new HarvestMode(false, List.of()), 0);
            assertThat(summary.asked()).isZero();
            assertThat(dir.resolve("samples.jsonl")).hasBinaryContent(first);
            // Those that were never asked are missing, and not asked.
            Path more = Fixture.prompts(dir, 8);
            assertThatThrownBy(() -> inMode(teacher, more, new HarvestMode(false, List.of()), 0))
                    .hasMessageContaining("3 of 8 samples got no answer");
            assertThat(inMode(teacher, more, new HarvestMode(false, List.of()), 0.5)
                            .samples())
                    .isEqualTo(5);
            assertThat(teacher.total()).isEqualTo(5);
        }
    }

    private HarvestSummary inMode(FakeTeacher teacher, Path prompts, HarvestMode mode, double maxFailedShare) {
        return Harvest.run(
                Fixture.config(teacher.url(), null, maxFailedShare),
                List.of(prompts),
                dir.resolve("work"),
                dir.resolve("samples.jsonl"),
                LaterStages.UNKNOWN,
                mode,
                Progress.SILENT);
    }

    @Test
    void whatCouldNotBeReadIsNotAskedAgainOnceItCanBe() throws Exception {
        Path prompts = Fixture.prompts(dir, 1);
        String key;
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("late"))) {
            Teacher asked = new RemoteTeacher(
                    Objects.requireNonNull(Fixture.config(teacher.url()).teacher()));
            key = asked.key(asked.request(SampleFile.read(prompts).get(0).prompt()));
            // As a parser of an earlier version left it, which did not understand the body.
            try (Journal journal = Journal.open(dir.resolve("work").resolve(Harvest.JOURNAL), 0, line -> {})) {
                journal.append(new JournalLine.Failure(
                        key,
                        1,
                        "2026-11-29T00:00:00Z",
                        5,
                        200,
                        "not understood",
                        true,
                        FakeTeacher.answer("early").body(),
                        100L,
                        "req_1"));
            }
            assertThat(run(Fixture.config(teacher.url()), prompts).asked()).isZero();
            assertThat(teacher.total()).isZero();
            assertThat(samples()).extracting(Sample::completion).containsExactly("early");
        }
    }

    @Test
    void answersOfAnotherMachineAreTakenOver() throws Exception {
        Path prompts = Fixture.prompts(dir, 6);
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("label of " + text))) {
            run(Fixture.config(teacher.url()), prompts);
            Path journal = dir.resolve("work").resolve(Harvest.JOURNAL);
            Path other = Files.createDirectories(dir.resolve("other")).resolve("journal.jsonl");
            Files.move(journal, other);
            assertThat(inMode(teacher, prompts, new HarvestMode(true, List.of(other)), 0)
                            .reused())
                    .isEqualTo(6);
            assertThat(teacher.total()).isEqualTo(6);
        }
    }

    @Test
    void nothingAnsweredIsEverAskedAgainNotEvenOnAnotherPort() throws Exception {
        Path prompts = Fixture.prompts(dir, 10);
        try (FakeTeacher first = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            run(Fixture.config(first.url()), prompts);
        }
        try (FakeTeacher second = new FakeTeacher((text, time) -> FakeTeacher.answer("y"))) {
            HarvestSummary summary = run(Fixture.config(second.url()), Fixture.prompts(dir, 12));
            assertThat(second.asked()).isEqualTo(Map.of("message 10", 1, "message 11", 1));
            assertThat(summary.asked()).isEqualTo(2);
            assertThat(summary.reused()).isEqualTo(10);
            assertThat(summary.promptTokens()).isEqualTo(120);
        }
    }

    @Test
    void logProbabilitiesAreAskedForAndKept() throws Exception {
        List<AnswerToken> tokens = List.of(
                new AnswerToken(
                        "ca",
                        List.of(99, 97),
                        List.of(
                                new AnswerToken.Alternative("ca", List.of(99, 97), -0.125f),
                                new AnswerToken.Alternative("\ufffd", List.of(195), -2.5f))),
                new AnswerToken("rd", null, List.of(new AnswerToken.Alternative("rd", null, -0.25f))));
        Path prompts = Fixture.prompts(dir, 3);
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("card"))) {
            run(Fixture.config(teacher.url()), prompts);
            assertThat(teacher.lastRequest().has("logprobs")).isFalse();
        }
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("card", tokens))) {
            // Answers without them do not serve: the request is another one.
            assertThat(run(Fixture.withLogprobs(teacher.url(), 2), prompts).asked())
                    .isEqualTo(3);
            assertThat(teacher.lastRequest().path("logprobs").booleanValue()).isTrue();
            assertThat(teacher.lastRequest().path("top_logprobs").intValue()).isEqualTo(2);
            assertThat(samples()).extracting(Sample::tokens).containsOnly(tokens);
            // From the journal, the same again.
            assertThat(run(Fixture.withLogprobs(teacher.url(), 2), prompts).reused())
                    .isEqualTo(3);
            assertThat(samples()).extracting(Sample::tokens).containsOnly(tokens);
        }
    }

    @Test
    void aTeacherThatTellsNoLogProbabilitiesIsRefusedAtOnce() throws Exception {
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            assertThatThrownBy(() -> run(Fixture.withLogprobs(teacher.url(), 5), Fixture.prompts(dir, 50)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("does not answer as it is asked to: its answer has no log-probabilities")
                    .hasMessageContaining("Set top_logprobs to 0");
            assertThat(teacher.total()).isLessThanOrEqualTo(Fixture.CONCURRENCY);
        }
    }

    @Test
    void equalPromptsAreAskedOnce() throws Exception {
        Path prompts = dir.resolve("equal.jsonl");
        Sample sample = new Sample("a", "g", null, List.of(Message.user("same")), null, null, Map.of(), null);
        SampleFile.write(
                prompts, List.of(sample, new Sample("b", "g", null, sample.prompt(), null, null, Map.of(), null)));
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            HarvestSummary summary = run(Fixture.config(teacher.url()), prompts);
            assertThat(teacher.total()).isEqualTo(1);
            assertThat(summary.asked()).isEqualTo(1);
            assertThat(summary.reused()).isEqualTo(1);
            assertThat(samples()).hasSize(2);
        }
    }

    @Test
    void retriesWhatMayHelp() throws Exception {
        int[] statuses = {408, 409, 429, 500, 503};
        FakeTeacher.Script script = (text, time) -> {
            int number = Integer.parseInt(text.substring("message ".length()));
            if (time <= 2) {
                return new FakeTeacher.Response(
                        statuses[number % statuses.length], "{\"error\":{\"message\":\"busy\"}}");
            }
            return FakeTeacher.answer("x");
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            HarvestSummary summary = run(Fixture.config(teacher.url()), Fixture.prompts(dir, 5));
            assertThat(summary.samples()).isEqualTo(5);
            assertThat(teacher.asked().values()).containsOnly(3);
        }
    }

    @Test
    void malformedAnswersAreRetriedAndKept() throws Exception {
        FakeTeacher.Script script = (text, time) -> time == 1
                ? new FakeTeacher.Response(200, "{\"choices\":[{\"message\":{\"content\":\"cut")
                : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThat(run(Fixture.config(teacher.url()), Fixture.prompts(dir, 2))
                            .samples())
                    .isEqualTo(2);
            assertThat(journal()).contains("not valid JSON", "{\\\"message\\\":{\\\"content\\\":\\\"cut");
        }
    }

    @Test
    void retryAfterHoldsEveryoneBack() throws Exception {
        FakeTeacher.Script script = (text, time) -> time == 1 && text.equals("message 0")
                ? new FakeTeacher.Response(429, Map.of("Retry-After", "1"), "", 0)
                : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            TeacherConfig one =
                    Teachers.fake(teacher.url()).with("concurrency", 1).config();
            run(Teachers.harvest(one, 0), Fixture.prompts(dir, 3));
            List<Long> arrivals = teacher.arrivals();
            assertThat(arrivals).hasSize(4);
            assertThat((arrivals.get(1) - arrivals.get(0)) / 1e9).isGreaterThanOrEqualTo(0.99);
        }
    }

    @Test
    void aTeacherThatAsksForTooLongAPauseEndsTheHarvest() throws Exception {
        FakeTeacher.Script script = (text, time) -> new FakeTeacher.Response(429, Map.of("Retry-After", "7200"), "", 0);
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            assertThatThrownBy(() -> run(Fixture.config(teacher.url()), Fixture.prompts(dir, 3)))
                    .hasMessageContaining("asks to be left alone for 7200 s");
        }
    }

    @Test
    void hangsEndAtTheTimeoutBeforeAndWithinTheBody() throws Exception {
        FakeTeacher.Script script = (text, time) -> {
            if (time == 1 && text.equals("message 0")) {
                Thread.sleep(8000);
            }
            FakeTeacher.Response answer = FakeTeacher.answer("x");
            return time == 1 && text.equals("message 1")
                    ? new FakeTeacher.Response(200, Map.of(), answer.body(), 8000)
                    : answer;
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            TeacherConfig impatient =
                    Teachers.fake(teacher.url()).with("timeout_seconds", 2).config();
            HarvestSummary summary = run(Teachers.harvest(impatient, 0), Fixture.prompts(dir, 3));
            assertThat(summary.samples()).isEqualTo(3);
            assertThat(summary.seconds()).isBetween(1.9, 7.9);
            assertThat(teacher.asked()).isEqualTo(Map.of("message 0", 2, "message 1", 2, "message 2", 1));
            assertThat(journal()).contains("no answer within 2.0 s");
        }
    }

    @Test
    void aRefusedSampleFailsAloneAndTheOthersAreKept() throws Exception {
        FakeTeacher.Script script = (text, time) -> text.equals("message 3")
                ? new FakeTeacher.Response(400, "{\"error\":{\"message\":\"too\\nlong\"}}")
                : FakeTeacher.answer("x");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            Path prompts = Fixture.prompts(dir, 8);
            assertThatThrownBy(() -> run(Fixture.config(teacher.url()), prompts))
                    .isInstanceOfSatisfying(
                            DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                    .hasMessageContaining("1 of 8 samples got no answer")
                    .hasMessageContaining("HTTP 400: too long");
            assertThat(teacher.total()).isEqualTo(8);
            assertThat(dir.resolve("samples.jsonl")).doesNotExist();
            HarvestSummary summary = run(Fixture.config(teacher.url(), null, 0.2), prompts);
            assertThat(summary.failed()).isEqualTo(1);
            assertThat(summary.reused()).isEqualTo(7);
            assertThat(summary.samples()).isEqualTo(7);
            assertThat(teacher.asked()).containsEntry("message 3", 2);
            assertThat(teacher.total()).isEqualTo(9);
        }
    }

    @Test
    void cutAndEmptyAnswersAreKeptButDoNotBecomeLabels() throws Exception {
        FakeTeacher.Script script = (text, time) -> switch (text) {
            case "message 0" -> FakeTeacher.answer("half", "length");
            case "message 1" -> FakeTeacher.answer(" ");
            case "message 2" -> FakeTeacher.answer("", "content_filter");
            default -> FakeTeacher.answer("x");
        };
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            HarvestSummary summary = run(Fixture.config(teacher.url()), Fixture.prompts(dir, 5));
            assertThat(summary.samples()).isEqualTo(2);
            assertThat(summary.failed()).isZero();
            assertThat(summary.dropped())
                    .isEqualTo(Map.of(
                            "the answer was cut off at max_tokens",
                            1,
                            "the answer is empty",
                            1,
                            "the answer was stopped by the teacher's content filter",
                            1));
            assertThat(samples()).extracting(Sample::id).containsExactly("s3", "s4");
            run(Fixture.config(teacher.url()), dir.resolve("prompts.jsonl"));
            assertThat(teacher.total()).isEqualTo(5);
        }
    }

    @Test
    void theBudgetIsNeverExceededAndTheHarvestGoesOnWithAHigherOne() throws Exception {
        Path prompts = Fixture.prompts(dir, 100);
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            assertThatThrownBy(() -> run(Fixture.config(teacher.url(), 650L, 0), prompts))
                    .isInstanceOfSatisfying(
                            DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BUDGET))
                    .hasMessageContaining("The budget of 650 tokens does not allow the next request: ");
            assertThat(teacher.total() * 13).isLessThanOrEqualTo(650).isGreaterThan(300);
            // What requests in flight had set aside may be free again, so that a few more fit.
            assertThatThrownBy(() -> run(Fixture.config(teacher.url(), 650L, 0), prompts))
                    .hasMessageContaining("The budget of 650 tokens");
            int asked = teacher.total();
            assertThat(asked * 13).isLessThanOrEqualTo(650);
            assertThat(run(Fixture.config(teacher.url()), prompts).reused()).isEqualTo(asked);
            assertThat(teacher.total()).isEqualTo(100);
        }
    }

    @Test
    void anUnreachableTeacherIsOneLine() throws Exception {
        String url;
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            url = teacher.url();
        }
        assertThatThrownBy(() -> run(Fixture.config(url), Fixture.prompts(dir, 50)))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
                .hasMessage(
                        "The teacher at " + url + "/chat/completions cannot be reached: the connection was refused. "
                                + "Start it or correct base_url, and run the same command again.");
    }

    @Test
    void aWrongKeyEndsTheHarvestAtOnceAndIsNeverWrittenDown() throws Exception {
        String key = System.getenv("PATH");
        FakeTeacher.Script script = (text, time) ->
                new FakeTeacher.Response(401, "{\"error\":{\"message\":\"Incorrect key: " + key + "\"}}");
        try (FakeTeacher teacher = new FakeTeacher(script)) {
            HarvestConfig config = Teachers.harvest(Fixture.withKey(teacher.url(), "PATH"), 0);
            assertThatThrownBy(() -> run(config, Fixture.prompts(dir, 50)))
                    .hasMessageContaining("refuses all requests: HTTP 401: Incorrect key: ***")
                    .message()
                    .doesNotContain(key);
            assertThat(teacher.total()).isLessThanOrEqualTo(Fixture.CONCURRENCY);
            assertThat(teacher.authorizations()).containsOnly("Bearer " + key);
            assertThat(journal()).doesNotContain(key);
        }
    }

    @Test
    void aMissingKeyIsSaidBeforeAnythingIsSent() {
        HarvestConfig config = Teachers.harvest(Fixture.withKey("http://127.0.0.1:9/v1", "DASLLM_NO_SUCH_KEY"), 0);
        assertThatThrownBy(() -> run(config, Fixture.prompts(dir, 1)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("DASLLM_NO_SUCH_KEY for the teacher's API key is not set");
    }

    @Test
    void aTeacherThatNeverAnswersIsGivenUp() throws Exception {
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> new FakeTeacher.Response(400, "no"))) {
            assertThatThrownBy(() -> run(Fixture.config(teacher.url(), null, 1), Fixture.prompts(dir, 200)))
                    .hasMessageContaining("requests in a row")
                    .hasMessageContaining("HTTP 400: no");
            assertThat(teacher.total()).isLessThan(20);
        }
    }

    @Test
    void keepsThePace() throws Exception {
        try (FakeTeacher teacher = new FakeTeacher((text, time) -> FakeTeacher.answer("x"))) {
            TeacherConfig paced = Teachers.fake(teacher.url())
                    .with("requests_per_minute", 600)
                    .config();
            assertThat(run(Teachers.harvest(paced, 0), Fixture.prompts(dir, 11)).seconds())
                    .isGreaterThan(0.95);
        }
    }

    @Test
    void promptsAreNeededForATeacher() {
        assertThatThrownBy(() -> Harvest.run(
                        Fixture.config("http://127.0.0.1:9"), dir, dir.resolve("samples.jsonl"), Progress.SILENT))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }
}
