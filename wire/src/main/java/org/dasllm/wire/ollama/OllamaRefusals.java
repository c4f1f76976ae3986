package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RetryHeaders;
import org.dasllm.wire.chat.WireResponse;

/** Writes {@code {"error": message}}. What it is about stands in the message, for which there is no other place. */
public enum OllamaRefusals implements RefusalCodec {
    INSTANCE;

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        refusal.retryAfter().ifPresent(wait -> headers.putAll(RetryHeaders.of(wait)));
        return new WireResponse(refusal.status(), headers, Json.line(body(refusal)));
    }

    /** The error object, as a line of a stream has it too. */
    static ObjectNode body(RequestRefusal refusal) {
        String message = refusal.parameter()
                .filter(name -> !refusal.message().contains(name))
                .map(name -> name + ": " + refusal.message())
                .orElse(refusal.message());
        return Json.mapper().createObjectNode().put("error", message);
    }
}
