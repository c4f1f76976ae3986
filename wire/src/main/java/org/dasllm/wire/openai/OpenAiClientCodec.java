package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.received.ErrorReader;

/** Chat completions as a client speaks them, with whoever calls himself compatible. */
public final class OpenAiClientCodec implements ClientCodec {
    private final RequestWriter requests;

    /**
     * @param maxTokensField what the server calls the most tokens of an answer: {@code max_tokens}, or
     *     {@code max_completion_tokens}
     */
    public OpenAiClientCodec(String maxTokensField) {
        this.requests = new RequestWriter(maxTokensField);
    }

    @Override
    public String path() {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    @Override
    public JsonNode request(ChatRequest request) {
        return requests.write(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.success() ? new AnswerReader(received).read() : new ErrorReader(received).read();
    }

    @Override
    public StreamReader stream() {
        return new ChunkReader();
    }
}
