package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;
import org.dasllm.wire.chat.Usage;
import org.dasllm.wire.received.Values;

/**
 * Reads how many tokens an answer took. The server counts four things apart, whose sum is {@code totalTokenCount}: the prompt, with what came
 * from a cache; results of the server's own tools, which are input too; the candidates; and thoughts, which are output too.
 */
final class UsageReader {
    private UsageReader() {}

    static Optional<Usage> usage(JsonNode response) {
        JsonNode usage = response.path("usageMetadata");
        if (!usage.isObject()) {
            return Optional.empty();
        }
        OptionalLong thoughts = Values.count(usage.path("thoughtsTokenCount"));
        OptionalLong input =
                sum(Values.count(usage.path("promptTokenCount")), Values.count(usage.path("toolUsePromptTokenCount")));
        OptionalLong output = sum(Values.count(usage.path("candidatesTokenCount")), thoughts);
        OptionalLong total = Values.count(usage.path("totalTokenCount"));
        if (output.isEmpty() && input.isPresent() && total.isPresent()) {
            // Counts of nothing are left out.
            output = OptionalLong.of(Math.max(0, total.getAsLong() - input.getAsLong()));
        }
        return Optional.of(new Usage(
                input, output, Values.count(usage.path("cachedContentTokenCount")), OptionalLong.empty(), thoughts));
    }

    /** Of what is reported; empty where neither is. */
    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isEmpty() && other.isEmpty() ? one : OptionalLong.of(one.orElse(0) + other.orElse(0));
    }
}
