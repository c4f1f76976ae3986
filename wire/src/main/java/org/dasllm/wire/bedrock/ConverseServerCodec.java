package org.dasllm.wire.bedrock;

import java.util.Map;
import java.util.UUID;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatResponse;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.chat.StreamWriter;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.request.Fields;

/** Converse and ConverseStream as a server speaks them. The model and the kind of answer are in the address, not in the body. */
public final class ConverseServerCodec implements ServerCodec {
    private final String model;
    private final boolean streamed;
    private final boolean counting;
    private final RequestReader reader = new RequestReader();
    private final long begun = System.nanoTime();

    private ConverseServerCodec(String model, boolean streamed, boolean counting) {
        this.model = model;
        this.streamed = streamed;
        this.counting = counting;
    }

    /**
     * For a conversation that is to be answered.
     *
     * @param model the name in the address, decoded
     */
    public ConverseServerCodec(String model, boolean streamed) {
        this(model, streamed, false);
    }

    /** For CountTokens of a conversation. */
    public static ConverseServerCodec counting(String model) {
        return new ConverseServerCodec(model, false, true);
    }

    @Override
    public ChatRequest request(byte[] body) {
        Fields fields = Fields.ofBody(body);
        return reader.read(counting ? conversation(fields.required("input")) : fields, model, streamed);
    }

    private static Fields conversation(Fields input) {
        input.refuse("invokeModel");
        return input.required("converse");
    }

    /** The answer where tokens were to be counted. */
    public WireResponse count(int tokens) {
        return new WireResponse(
                200,
                Map.of("Content-Type", "application/json"),
                Json.line(Json.mapper().createObjectNode().put("inputTokens", tokens)));
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
    public WireResponse response(ChatResponse response) {
        return new WireResponse(
                200,
                Map.of("Content-Type", "application/json"),
                Json.line(ConverseWriter.whole(response, ConverseWriter.millisecondsSince(begun))));
    }

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        return BedrockRefusals.INSTANCE.refusal(refusal);
    }

    @Override
    public String streamContentType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public StreamWriter stream(ChatRequest request) {
        return new EventWriter(begun);
    }
}
