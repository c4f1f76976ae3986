package org.dasllm.wire.openai;

import java.util.Map;
import java.util.UUID;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.WireResponse;

/** Chat completions as a server speaks them. */
public final class OpenAiServerCodec implements ServerCodec {
    private final ParameterNames names = new RequestNames();

    @Override
    public ChatRequest request(byte[] body) {
        return RequestReader.read(body);
    }

    @Override
    public ParameterNames names() {
        return names;
    }

    @Override
    public String newResponseId() {
        return "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public WireResponse response(ChatResponse response) {
        return new WireResponse(
                200, Map.of("Content-Type", "application/json"), Json.line(ResponseWriter.whole(response)));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return RefusalWriter.response(refusal);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public TextStreamWriter stream(ChatRequest request) {
        return new ChunkWriter(request);
    }
}
