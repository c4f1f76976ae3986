package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.received.ErrorReader;

/** Ollama's chat as a client speaks it. A server on one's own machine asks for no key; ollama.com does. */
public final class OllamaClientCodec implements ClientCodec {
    /** What messages call it. */
    static final String PROTOCOL = "Ollama's chat API";

    /** How the address of the API mostly ends. */
    static final String PATH = "/api";

    @Override
    public String path() {
        return "/chat";
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        return RequestSettings.unsupported(request);
    }

    @Override
    public JsonNode body(ChatRequest request) {
        return RequestWriter.write(request);
    }

    @Override
    public ChatReply response(ReceivedText received) {
        return received.success() ? new AnswerReader(received).read() : new ErrorReader(received).read();
    }

    @Override
    public StreamReader stream() {
        return new LineReader();
    }
}
