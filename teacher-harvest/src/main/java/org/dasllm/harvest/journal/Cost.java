package org.dasllm.harvest.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Usage;

/** What a request costs, in tokens of prompt and answer together. */
public final class Cost {
    private static final List<String> ANSWER_LIMITS = List.of("max_tokens", "max_completion_tokens");

    private Cost() {}

    /** More than the request can cost: a token is at least a byte of what is sent, and the answer is limited. */
    public static long most(JsonNode body) {
        long answer = ANSWER_LIMITS.stream()
                .mapToLong(limit -> body.path(limit).longValue())
                .sum();
        return Json.line(body).getBytes(StandardCharsets.UTF_8).length + answer;
    }

    /** What an answer cost; the most it can have cost where the teacher does not say. */
    public static long of(Optional<Usage> usage, long most) {
        OptionalLong input = usage.map(Usage::input).orElse(OptionalLong.empty());
        OptionalLong output = usage.map(Usage::output).orElse(OptionalLong.empty());
        return input.isEmpty() || output.isEmpty() ? most : input.getAsLong() + output.getAsLong();
    }
}
