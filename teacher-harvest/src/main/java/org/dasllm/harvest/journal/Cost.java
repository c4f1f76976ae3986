package org.dasllm.harvest.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dasllm.format.io.Json;
import org.jspecify.annotations.Nullable;

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
    public static long of(@Nullable Long prompt, @Nullable Long completion, long most) {
        return prompt == null || completion == null ? most : prompt + completion;
    }
}
