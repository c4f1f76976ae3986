package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import org.dasllm.wire.received.Values;

/**
 * The tokens of an answer, reasoning included, as {@link org.dasllm.wire.chat.Usage} wants them. OpenAI counts reasoning within {@code
 * completion_tokens}. xAI counts it beside, and Gemini's chat completions do not tell it at all: there {@code total_tokens} is more than
 * prompt and completion together, and what is more is reasoning, which is billed.
 */
final class OutputCount {
    private OutputCount() {}

    static OptionalLong output(JsonNode usage) {
        OptionalLong completion = Values.count(usage.path("completion_tokens"));
        return completion.isEmpty() ? completion : OptionalLong.of(completion.getAsLong() + beside(usage));
    }

    static OptionalLong reasoning(JsonNode usage) {
        OptionalLong told = Values.count(usage.path("completion_tokens_details").path("reasoning_tokens"));
        long beside = beside(usage);
        return told.isEmpty() && beside > 0 ? OptionalLong.of(beside) : told;
    }

    private static long beside(JsonNode usage) {
        OptionalLong prompt = Values.count(usage.path("prompt_tokens"));
        OptionalLong completion = Values.count(usage.path("completion_tokens"));
        OptionalLong total = Values.count(usage.path("total_tokens"));
        if (prompt.isEmpty() || completion.isEmpty()) {
            return 0;
        }
        if (total.isEmpty()) {
            // A part cannot be more than the whole.
            long told = Values.count(usage.path("completion_tokens_details").path("reasoning_tokens"))
                    .orElse(0);
            return told > completion.getAsLong() ? told : 0;
        }
        return Math.max(0, total.getAsLong() - prompt.getAsLong() - completion.getAsLong());
    }
}
