package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RawPrompt;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.request.Fields;

/** {@code POST /v1/embeddings} as a server speaks it. */
public final class EmbeddingsCodec {
    private EmbeddingsCodec() {}

    /**
     * What a client asks for.
     *
     * @param dimensions how many values a vector is to have; empty for all
     * @param base64 whether vectors are wanted as bytes, float32 in little endian
     */
    public record Request(String model, List<RawPrompt> inputs, OptionalInt dimensions, boolean base64) {
        public Request {
            inputs = List.copyOf(inputs);
        }
    }

    /** @throws RequestRefused saying what is wrong with the body */
    public static Request request(byte[] body) {
        Fields fields = Fields.ofBody(body);
        String format = fields.optionalString("encoding_format").orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw RequestRefused.invalid(
                    "encoding_format", "Invalid 'encoding_format': supported values are 'float' and 'base64'.");
        }
        return new Request(
                fields.string("model"),
                PromptReader.read(fields, "input"),
                fields.integer("dimensions", 1, Integer.MAX_VALUE),
                format.equals("base64"));
    }

    /** @param vectors in the order of the inputs */
    public static WireResponse response(Request request, List<float[]> vectors, long tokens) {
        ObjectNode body = Json.mapper().createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode node = data.addObject().put("object", "embedding").put("index", i);
            if (request.base64()) {
                node.put("embedding", base64(vectors.get(i)));
            } else {
                ArrayNode values = node.putArray("embedding");
                for (float value : vectors.get(i)) {
                    values.add(value);
                }
            }
        }
        body.put("model", request.model());
        body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return new WireResponse(200, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
