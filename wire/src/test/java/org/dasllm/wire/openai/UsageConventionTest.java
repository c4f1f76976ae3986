package org.dasllm.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vendors who speak chat completions count in three ways; here there is one. */
final class UsageConventionTest {

    @ParameterizedTest
    @CsvSource({
        // OpenAI: reasoning is a part of the completion.
        "20, 100, 120, 64, 100, 64",
        "20, 100, 120, , 100, ",
        // xAI, as it answered: reasoning is beside the completion and in the total.
        "12, 1, 399, 386, 387, 386",
        "32, 9, 135, 94, 103, 94",
        // Gemini: only the total has it.
        "20, 198, 623, , 603, 405",
        // Without a total a part that is more than the whole is beside it.
        "12, 1, , 386, 387, 386",
        "12, 400, , 386, 400, 386",
        // A total that is less is no total.
        "12, 400, 3, , 400, ",
    })
    void reasoningIsWithinTheOutput(
            int prompt,
            int completion,
            @Nullable Integer total,
            @Nullable Integer reasoning,
            long output,
            @Nullable Long thought) {
        String json = "{\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + completion
                + (total == null ? "" : ",\"total_tokens\":" + total)
                + (reasoning == null ? "" : ",\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning + "}")
                + ",\"prompt_tokens_details\":{\"cached_tokens\":5,\"cache_write_tokens\":6}}}";
        Usage usage =
                ChoiceReader.usage(Json.parse(json, JsonNode.class, "usage")).orElseThrow();
        assertThat(usage.input()).hasValue(prompt);
        assertThat(usage.cachedInput()).hasValue(5);
        assertThat(usage.cacheWrites()).hasValue(6);
        assertThat(usage.output()).hasValue(output);
        assertThat(usage.reasoning()).isEqualTo(thought == null ? OptionalLong.empty() : OptionalLong.of(thought));
    }
}
