package org.dasllm.harvest.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.run.PromptMasking;
import org.dasllm.harvest.teacher.DraftRequest;
import org.dasllm.harvest.teacher.RemoteTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.privacy.config.PrivacyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EstimatorTest {
    @TempDir
    Path dir;

    private static List<Sample> samples(int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g",
                    "train",
                    List.of(Message.user("message " + i % 10)),
                    null,
                    "gold gol",
                    Map.of(),
                    null));
        }
        return samples;
    }

    private static TeacherConfig teacher() {
        return Teachers.fake("http://127.0.0.1:9/v1")
                .with("prices", Map.of("input", 4, "output", 8))
                .with("requests_per_minute", 5)
                .config();
    }

    @Test
    void beforeTheFirstAnswerLengthsAreAllThatIsKnown() {
        // Ten different messages, each of one digit, so that all bodies are of one length.
        TeacherEstimate estimate = new Estimator(
                        samples(30),
                        Optional.empty(),
                        PromptMasking.of(null),
                        List.of(dir.resolve("journal.jsonl")),
                        false)
                .of("t", teacher());
        JsonNode body = new DraftRequest(teacher(), Optional.empty()).body(List.of(Message.user("message 0")), 0);
        int bytes = Json.line(body).getBytes(StandardCharsets.UTF_8).length;
        assertThat(estimate.requests()).isEqualTo(10);
        assertThat(estimate.inputTokens()).isEqualTo(Math.round(10 * bytes / 4.0));
        assertThat(estimate.outputTokens()).isEqualTo(20);
        assertThat(estimate.mostTokens()).isEqualTo(10L * (bytes + 20));
        assertThat(estimate.cost()).isEqualByComparingTo(String.valueOf((estimate.inputTokens() * 4 + 20 * 8) / 1e6));
        assertThat(estimate.mostCost()).isEqualByComparingTo(String.valueOf(10 * (bytes * 4 + 20 * 8) / 1e6));
        assertThat(estimate.mostCostWithRetries())
                .isEqualByComparingTo(String.valueOf(4 * 10 * (bytes * 4 + 20 * 8) / 1e6));
        assertThat(estimate.seconds()).as("5 a minute").isEqualTo(120);
        assertThat(estimate.basis()).contains("a token for 4 bytes", "as long as the right one");
    }

    @Test
    void requestsThatAreTooFewForABatchAreSaidToBe() {
        TeacherConfig batches = Teachers.fake("http://127.0.0.1:9")
                .with("protocol", "bedrock")
                .with(
                        "batch",
                        Map.of(
                                "store", "s3://bucket/folder",
                                "role", "arn:aws:iam::123456789012:role/batches",
                                "min_requests", 11))
                .config();
        Estimator ten = new Estimator(samples(30), Optional.empty(), PromptMasking.of(null), List.of(), false);
        assertThat(ten.of("t", batches).basis()).contains("they are too few for a batch, which takes at least 11 here");
    }

    @Test
    void answersInTheJournalAreWhatTheOthersWillBeLike() {
        Path file = dir.resolve("journal.jsonl");
        DraftRequest draft = new DraftRequest(teacher(), Optional.empty());
        JsonNode body = draft.body(List.of(Message.user("message 3")), 0);
        try (Journal journal = Journal.open(file, 0, line -> {})) {
            journal.append(new JournalLine.Request(draft.key(body, 0), "s3", 1, "2026-11-29T00:00:00Z", body));
            journal.append(new JournalLine.Answer(
                    draft.key(body, 0), 1, "2026-11-29T00:00:01Z", 400_000, "x", "stop", null, 50L, 7L, null));
        }
        TeacherEstimate estimate = new Estimator(
                        samples(30), Optional.empty(), PromptMasking.of(null), List.of(file), false)
                .of("t", teacher());
        assertThat(estimate.answered()).isEqualTo(1);
        assertThat(estimate.requests()).isEqualTo(9);
        assertThat(estimate.inputTokens()).isEqualTo(450);
        assertThat(estimate.outputTokens()).isEqualTo(63);
        assertThat(estimate.seconds()).as("400 s each, four at once").isEqualTo(900);
        assertThat(estimate.basis()).contains("by the 1 answer of this teacher");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini"})
    void maskedRequestsOfEveryProtocolAreFoundInTheJournal(String protocol) {
        Path file = dir.resolve("journal.jsonl");
        TeacherConfig teacher = Teachers.fake("http://127.0.0.1:9/v1")
                .with("protocol", protocol)
                .config();
        PromptMasking masking =
                PromptMasking.of(ConfigBinder.bind(ConfigSource.json("{}", "the test"), PrivacyConfig.class));
        List<Message> prompt = List.of(Message.user("I am anna@example.org"));
        List<Message> masked = masking.masked(prompt);
        assertThat(masked).isNotEqualTo(prompt);
        Teacher asked = new RemoteTeacher(teacher);
        try (Journal journal = Journal.open(file, 0, line -> {})) {
            journal.append(new JournalLine.Answer(
                    asked.key(asked.request(masked)), 1, "2026-11-29T00:00:01Z", 5, "x", "stop", null, 50L, 7L, null));
        }
        Sample sample = new Sample("s", "g", "train", prompt, null, null, Map.of(), null);
        TeacherEstimate estimate =
                new Estimator(List.of(sample), Optional.empty(), masking, List.of(file), false).of("t", teacher);
        assertThat(estimate.answered()).isEqualTo(1);
        assertThat(estimate.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2027-01-14, 60, 2027-01-12", "2027-01-14, 86400, 2027-01-11", "2027-01-14, 90000, 2027-01-10"})
    void theLastSafeDayLeavesTwiceTheTimeAndADay(LocalDate retires, double seconds, LocalDate last) {
        assertThat(LastSafeDay.before(retires, seconds)).isEqualTo(last);
    }
}
