package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ClientCodec;
import org.dasllm.wire.chat.ReceivedText;
import org.dasllm.wire.chat.StreamReader;
import org.dasllm.wire.chat.UnsupportedSetting;
import org.dasllm.wire.received.ErrorReader;

/** The Messages API as a client speaks it. */
public final class AnthropicClientCodec implements ClientCodec {
    private final ApiVersion version;

    public AnthropicClientCodec(ApiVersion version) {
        this.version = version;
    }

    /** The version that all servers know. */
    public AnthropicClientCodec() {
        this(ApiVersion.V2023_06_01);
    }

    @Override
    public String path() {
        return "/messages";
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        Map<String, String> headers = new TreeMap<>(Map.of("anthropic-version", version.word()));
        key.ifPresent(secret -> headers.put("x-api-key", secret));
        return headers;
    }

    @Override
    public List<UnsupportedSetting> unsupported(ChatRequest request) {
        return RequestSettings.unsupported(request, version);
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
        return new EventReader();
    }
}
