package org.dasllm.harvest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpendingTest {
    private static final String TIME = "2026-11-23T00:00:00Z";
    private static final JsonNode BODY =
            Json.parse("{\"model\":\"fake\",\"max_tokens\":20,\"temperature\":0.0}", JsonNode.class, "a body");
    /** Its 50 bytes and 20 tokens of answer. */
    private static final long MOST = 70;

    private static final long UNKNOWN_MOST = 1000;

    private static JournalLine request(String hash, int attempt) {
        return new JournalLine.Request(hash, "s", attempt, TIME, attempt == 1 ? BODY : null);
    }

    private static JournalLine answer(String hash, @Nullable Long prompt, @Nullable Long completion) {
        return new JournalLine.Answer(hash, 1, TIME, 5, "x", "stop", null, prompt, completion, null);
    }

    private static JournalLine failure(String hash, @Nullable String raw, @Nullable Long charged) {
        return new JournalLine.Failure(hash, 1, TIME, 5, 200, "not valid JSON", false, raw, charged);
    }

    private static Arguments journal(String name, long tokens, JournalLine... lines) {
        return Arguments.of(Named.of(name, List.of(lines)), tokens);
    }

    static Stream<Arguments> journals() {
        return Stream.of(
                journal("nothing", 0),
                journal("an answer", 13, request("a", 1), answer("a", 10L, 3L)),
                journal("an answer without its cost", MOST, request("a", 1), answer("a", 10L, null)),
                journal("an answer whose request is gone", UNKNOWN_MOST, answer("a", null, 3L)),
                journal("what could not be read", MOST, request("a", 1), failure("a", "<html>", MOST)),
                journal("what could not be read in 0.1.0", MOST, request("a", 1), failure("a", "<html>", null)),
                journal("a refusal", 0, request("a", 1), failure("a", null, 0L)),
                journal("a refusal in 0.1.0", 0, request("a", 1), failure("a", null, null)),
                journal("no response in time", MOST, request("a", 1), failure("a", null, MOST)),
                journal(
                        "three times unreadable, then answered",
                        3 * MOST + 13,
                        request("a", 1),
                        failure("a", "1", null),
                        request("a", 2),
                        failure("a", "2", null),
                        request("a", 3),
                        failure("a", "3", null),
                        request("a", 4),
                        answer("a", 10L, 3L)),
                journal("killed under way", 13 + MOST, request("a", 1), answer("a", 10L, 3L), request("b", 1)),
                journal("killed under way in a retry", MOST, request("a", 1), failure("a", null, 0L), request("a", 2)),
                journal(
                        "killed twice, then answered",
                        2 * MOST + 13,
                        request("a", 1),
                        request("a", 1),
                        request("a", 1),
                        answer("a", 10L, 3L)),
                journal(
                        "answered twice",
                        26,
                        request("a", 1),
                        answer("a", 10L, 3L),
                        request("a", 1),
                        answer("a", 10L, 3L)),
                journal("an answer that cost nothing", 0, request("a", 1), answer("a", 0L, 0L)));
    }

    @ParameterizedTest
    @MethodSource("journals")
    void everyLineCounts(List<JournalLine> lines, long tokens) {
        Spending spending = new Spending();
        // As read from a file.
        lines.forEach(line -> spending.add(Json.parse(Json.line(line), JournalLine.class, "a line")));
        assertThat(spending.tokens(UNKNOWN_MOST)).isEqualTo(tokens);
    }
}
