package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.openai.OpenAiServerCodec;
import org.junit.jupiter.api.Test;

/** A name's defaults stand in for what a request does not say, and for nothing else. */
final class ModelAliasTest {
    @Test
    void whatTheRequestSaysStays() {
        String more = ", \"top_k\": 3, \"min_p\": 0.1, \"repetition_penalty\": 1.2, \"seed\": 4, \"stop\": \"x\","
                + " \"frequency_penalty\": 0.5, \"presence_penalty\": 0.25, \"logit_bias\": {\"5\": 1}, \"n\": 2,"
                + " \"logprobs\": true, \"parallel_tool_calls\": false, \"max_tokens\": 7, \"top_p\": 0.5";
        ChatRequest request =
                new OpenAiServerCodec().request(Client.chat("a", more).getBytes(StandardCharsets.UTF_8));
        assertThat(ModelAlias.plain().over(request)).isEqualTo(request);
        ModelAlias cold = new ModelAlias(Optional.of(9), Optional.of(0.5), Optional.of(0.9), Optional.of(1L));
        ChatRequest over = cold.over(request);
        assertThat(over.maxTokens()).hasValue(7);
        assertThat(over.sampling().temperature()).isEqualTo(OptionalDouble.of(0.5));
        assertThat(over.sampling().minP()).isEqualTo(OptionalDouble.of(0.1));
        assertThat(over.sampling().repetitionPenalty()).isEqualTo(OptionalDouble.of(1.2));
    }
}
