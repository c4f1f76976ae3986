package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RetryHeaders;
import org.dasllm.wire.chat.WireResponse;

/** Writes {@code {"error": {message, type, param, code}}}. */
final class RefusalWriter {
    private RefusalWriter() {}

    static WireResponse response(RequestRefusal refusal) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        refusal.retryAfter().ifPresent(wait -> headers.putAll(RetryHeaders.of(wait)));
        if (refusal.kind() == RequestRefusal.Kind.UNAUTHENTICATED) {
            headers.put("WWW-Authenticate", "Bearer");
        }
        return new WireResponse(refusal.status(), headers, Json.line(body(refusal)));
    }

    static ObjectNode body(RequestRefusal refusal) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("error")
                .put("message", refusal.message())
                .put("type", type(refusal.kind()))
                .put("param", refusal.parameter().orElse(null))
                .put("code", refusal.code().orElse(null));
        return body;
    }

    private static String type(RequestRefusal.Kind kind) {
        return switch (kind) {
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE -> "invalid_request_error";
            case RATE_LIMITED -> "requests";
            case UNAVAILABLE, FAULT -> "server_error";
        };
    }
}
