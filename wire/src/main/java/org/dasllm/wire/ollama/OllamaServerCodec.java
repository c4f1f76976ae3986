package org.dasllm.wire.ollama;

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

/** Ollama's chat as a server speaks it. */
public final class OllamaServerCodec implements ServerCodec {
    private final RequestReader reader = new RequestReader();
    private final AnswerTimes times = new AnswerTimes();

    @Override
    public ChatRequest request(byte[] body) {
        return reader.read(body);
    }

    @Override
    public ParameterNames names() {
        return reader.names();
    }

    /** The protocol does not tell it. */
    @Override
    public String newResponseId() {
        return UUID.randomUUID().toString();
    }

    @Override
    public void answering() {
        times.answering();
    }

    @Override
    public WireResponse response(ChatResponse response) {
        return new WireResponse(
                200,
                Map.of("Content-Type", "application/json; charset=utf-8"),
                Json.line(AnswerWriter.whole(response, times)));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return OllamaRefusals.INSTANCE.refusal(refusal);
    }

    @Override
    public String streamContentType() {
        return "application/x-ndjson";
    }

    @Override
    public TextStreamWriter stream(ChatRequest request) {
        return new LineWriter(request.model(), times);
    }
}
