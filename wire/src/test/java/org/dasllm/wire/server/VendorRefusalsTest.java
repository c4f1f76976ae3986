package org.dasllm.wire.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.anthropic.AnthropicRefusals;
import org.dasllm.wire.anthropic.MessagesServerCodec;
import org.dasllm.wire.bedrock.BedrockRefusals;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.WireResponse;
import org.junit.jupiter.api.Test;

/** Refusals in the vendors' words. */
final class VendorRefusalsTest {
    @Test
    void aDeadlineIsAnthropicsTimeoutAndNotAnOverload() {
        RequestRefusal late =
                RequestRefused.deadlineExceeded(Duration.ofSeconds(1)).refusal();
        WireResponse response = AnthropicRefusals.INSTANCE.refusal(late);
        assertThat(response.status()).isEqualTo(504);
        assertThat(response.body()).contains("\"timeout_error\"");
        ServerCodec codec = MessagesServerCodec.answering(Optional.of("2023-06-01"));
        ChatRequest request = codec.request(
                "{\"model\":\"m\",\"max_tokens\":1,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(new String(codec.stream(request).bytes(new ChatEvent.Failed(late)), StandardCharsets.UTF_8))
                .contains("\"timeout_error\"");
        WireResponse stopping =
                AnthropicRefusals.INSTANCE.refusal(RequestRefused.stopping().refusal());
        assertThat(stopping.status()).isEqualTo(529);
        assertThat(stopping.body()).contains("\"overloaded_error\"");
    }

    @Test
    void aWaitOfLessThanASecondIsNotNone() {
        RequestRefusal soon =
                RequestRefused.limitReached("few", Duration.ofMillis(300)).refusal();
        for (RefusalCodec codec : List.of(AnthropicRefusals.INSTANCE, BedrockRefusals.INSTANCE)) {
            assertThat(codec.refusal(soon).headers())
                    .containsEntry("Retry-After", "1")
                    .containsEntry("retry-after-ms", "300");
        }
    }
}
