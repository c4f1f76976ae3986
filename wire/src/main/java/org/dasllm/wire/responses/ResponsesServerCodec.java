package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.dasllm.wire.openai.OpenAiRefusals;
import org.jspecify.annotations.Nullable;

/** The Responses API as a server speaks it that stores nothing: each request brings the whole conversation. */
public final class ResponsesServerCodec implements ServerCodec {
    private final RequestReader reader = new RequestReader();
    private @Nullable RequestEcho echo;

    @Override
    public ChatRequest request(byte[] body) {
        RequestReader.Read read = reader.read(body);
        echo = read.echo();
        return read.request();
    }

    @Override
    public ParameterNames names() {
        return reader.names();
    }

    @Override
    public String newResponseId() {
        return "resp_" + newId();
    }

    static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public WireResponse response(ChatResponse response) {
        OutputItems items = new OutputItems();
        response.choices().get(0).parts().forEach(items::add);
        items.tokens(response.choices().get(0).tokens());
        ObjectNode body = new ResponseWriter(told(), response.head())
                .ended(
                        items.complete(response.choices().get(0).finish()),
                        response.choices().get(0).finish(),
                        response.usage());
        return new WireResponse(200, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    /** The answer where tokens were to be counted. */
    public WireResponse count(int tokens) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("object", "response.input_tokens")
                .put("input_tokens", tokens);
        return new WireResponse(200, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return OpenAiRefusals.INSTANCE.refusal(refusal);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public TextStreamWriter stream(ChatRequest request) {
        return new EventWriter(told());
    }

    private RequestEcho told() {
        RequestEcho read = echo;
        if (read == null) {
            throw new IllegalStateException("an answer before its request was read");
        }
        return read;
    }
}
