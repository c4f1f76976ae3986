package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.TextStreamWriter;
import org.dasllm.wire.chat.WireResponse;

/** The Messages API as a server speaks it. Temperature, top-p and top-k are taken in all of its versions. */
public final class MessagesServerCodec implements ServerCodec {
    private final Optional<String> version;
    private final boolean counting;
    private final RequestReader reader = new RequestReader();

    private MessagesServerCodec(Optional<String> version, boolean counting) {
        this.version = version;
        this.counting = counting;
    }

    /**
     * For a conversation that is to be answered.
     *
     * @param version the header {@code anthropic-version}
     */
    public static MessagesServerCodec answering(Optional<String> version) {
        return new MessagesServerCodec(version, false);
    }

    /** For a conversation whose tokens are to be counted, which does not say how many its answer may have. */
    public static MessagesServerCodec counting(Optional<String> version) {
        return new MessagesServerCodec(version, true);
    }

    @Override
    public ChatRequest request(byte[] body) {
        ApiVersion.require(version);
        return reader.read(body, counting);
    }

    @Override
    public ParameterNames names() {
        return reader.names();
    }

    @Override
    public String newResponseId() {
        return "msg_" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public WireResponse response(ChatResponse response) {
        return json(MessageWriter.whole(response));
    }

    /** The answer where tokens were to be counted. */
    public WireResponse count(int tokens) {
        return json(Json.mapper().createObjectNode().put("input_tokens", tokens));
    }

    private static WireResponse json(ObjectNode body) {
        return new WireResponse(200, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return AnthropicRefusals.INSTANCE.refusal(refusal);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public TextStreamWriter stream(ChatRequest request) {
        return new EventWriter();
    }
}
