package org.dasllm.harvest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dasllm.format.sample.Message;
import org.dasllm.harvest.fixture.FaultyTeacher;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.teacher.RemoteTeacher;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch from submission to collection, of which a part expires, with a process that ends in between. */
final class BatchTeacherTest {
    private static final String TIME = "2026-11-23T00:00:00Z";
    private static final int REQUESTS = 10;
    private static final int ANSWERED = 6;

    @TempDir
    Path dir;

    private static Ledger ledger() {
        return new Ledger(Prices.of(null), null, null, 0);
    }

    private Journal open(Ledger ledger) {
        return Journal.open(dir.resolve("journal.jsonl"), 0, ledger::read);
    }

    private static Map<String, JsonNode> requests(Teacher teacher) {
        Map<String, JsonNode> requests = new LinkedHashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            JsonNode body = teacher.request(List.of(Message.user("message " + i)));
            requests.put(teacher.hash(body), body);
        }
        return requests;
    }

    private static JournalLine outcome(String hash, BatchOutcome outcome) {
        if (outcome instanceof BatchOutcome.Replied replied) {
            assertThat(replied.reply()).isInstanceOf(ChatReply.Answered.class);
            return JournalLine.Answer.of(hash, 1, TIME, 0, (ChatReply.Answered) replied.reply());
        }
        return new JournalLine.Failure(hash, 1, TIME, 0, null, "the batch ended before", false, null, 0L);
    }

    @Test
    void whatIsAnsweredIsCollectedAndBookedOnceAndTheRestCanBeAskedAgain() throws Exception {
        // Its fault is never shown: it answers every message.
        try (FaultyTeacher server =
                new FaultyTeacher(text -> FaultyTeacher.Response.of(500, "unused"), text -> false)) {
            Teacher teacher = new RemoteTeacher(Teachers.fake(server.url())
                    .with("timeout_seconds", 5)
                    .with("concurrency", 1)
                    .with("max_retries", 0)
                    .with("first_retry_seconds", 0.01)
                    .config());
            BatchTeacher batches = new SlowBatchTeacher(teacher, ANSWERED);
            Map<String, JsonNode> requests = requests(teacher);
            long most = requests.values().stream()
                    .mapToLong(body -> Prices.of(null).most(body).tokens())
                    .sum();

            Ledger first = ledger();
            try (Journal journal = open(first)) {
                for (Map.Entry<String, JsonNode> request : requests.entrySet()) {
                    assertThat(first.reserve(request.getValue())).isPresent();
                    JournalLine.Request line =
                            new JournalLine.Request(request.getKey(), "s", 1, TIME, request.getValue());
                    journal.append(line);
                    first.sent(line);
                }
                batches.submit("one", requests);
            }

            // The process ended, and the id with it.
            Ledger second = ledger();
            try (Journal journal = open(second)) {
                assertThat(second.spent().tokens()).isEqualTo(most);
                String id = batches.find("one").orElseThrow();
                assertThat(batches.find("two")).isEmpty();
                while (batches.poll(id) != BatchTeacher.State.ENDED) {
                    assertThat(server.requests()).isLessThanOrEqualTo(ANSWERED);
                }
                Map<String, BatchOutcome> collected = new HashMap<>();
                batches.collect(id, (hash, outcome) -> {
                    assertThat(collected.put(hash, outcome)).isNull();
                    JournalLine line = outcome(hash, outcome);
                    journal.append(line);
                    second.read(line);
                });
                assertThat(collected.keySet()).isEqualTo(requests.keySet());
                assertThat(collected.values().stream().filter(BatchOutcome.Expired.class::isInstance))
                        .hasSize(REQUESTS - ANSWERED);
                assertThat(journal.answered()).isEqualTo(ANSWERED);
                assertThat(second.spent()).isEqualTo(booked(journal));
            }

            Ledger third = ledger();
            try (Journal journal = open(third)) {
                assertThat(third.spent()).isEqualTo(booked(journal));
                requests.keySet().removeIf(journal::isAnswered);
                assertThat(requests).hasSize(REQUESTS - ANSWERED);
            }
        }
    }

    private static Amount booked(Journal journal) {
        long[] tokens = {0};
        journal.lines(line -> {
            if (line instanceof JournalLine.Answer answer) {
                tokens[0] += Objects.requireNonNull(answer.promptTokens())
                        + Objects.requireNonNull(answer.completionTokens());
            }
        });
        assertThat(tokens[0]).isPositive();
        return new Amount(tokens[0], BigDecimal.ZERO);
    }
}
