package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RetryHeaders;
import org.dasllm.wire.chat.WireResponse;

/** Writes {@code {"type": "error", "error": {type, message}}}. What it is about stands in the message, for which there is no other place. */
public enum AnthropicRefusals implements RefusalCodec {
    INSTANCE;

    /** The vendor's own status for a server that is busy; its clients try again. */
    private static final int OVERLOADED = 529;

    /** An answer that took longer than it may. */
    private static final int TIMEOUT = 504;

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        refusal.retryAfter().ifPresent(wait -> headers.putAll(RetryHeaders.of(wait)));
        boolean overloaded = refusal.kind() == RequestRefusal.Kind.UNAVAILABLE && refusal.status() != TIMEOUT;
        int status = overloaded ? OVERLOADED : refusal.status();
        return new WireResponse(status, headers, Json.line(body(refusal)));
    }

    /** The error object, as a stream tells it too. */
    static ObjectNode body(RequestRefusal refusal) {
        ObjectNode body = Json.mapper().createObjectNode().put("type", "error");
        String message = refusal.parameter()
                .filter(name -> !refusal.message().contains(name))
                .map(name -> name + ": " + refusal.message())
                .orElse(refusal.message());
        body.putObject("error").put("type", type(refusal)).put("message", message);
        return body;
    }

    private static String type(RequestRefusal refusal) {
        if (refusal.status() == TIMEOUT) {
            return "timeout_error";
        }
        return switch (refusal.kind()) {
            case INVALID -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case UNAVAILABLE -> "overloaded_error";
            case FAULT -> "api_error";
        };
    }
}
