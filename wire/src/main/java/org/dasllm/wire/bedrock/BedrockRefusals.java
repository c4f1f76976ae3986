package org.dasllm.wire.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RetryHeaders;
import org.dasllm.wire.chat.WireResponse;

/** Writes an exception of the service: its name in a header, and a message, which also says what it is about. */
public enum BedrockRefusals implements RefusalCodec {
    INSTANCE;

    @Override
    public WireResponse refusal(RequestRefusal refusal) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("x-amzn-ErrorType", name(refusal.kind()));
        refusal.retryAfter().ifPresent(wait -> headers.putAll(RetryHeaders.of(wait)));
        return new WireResponse(status(refusal), headers, Json.line(body(refusal)));
    }

    static ObjectNode body(RequestRefusal refusal) {
        String message = refusal.parameter()
                .filter(name -> !refusal.message().contains(name))
                .map(name -> name + ": " + refusal.message())
                .orElse(refusal.message());
        return Json.mapper().createObjectNode().put("message", message);
    }

    /** The vendor's status for each exception. */
    private static int status(RequestRefusal refusal) {
        return switch (refusal.kind()) {
            case INVALID -> refusal.status() == 405 || refusal.status() == 415 ? refusal.status() : 400;
            case UNAUTHENTICATED -> 403;
            case TOO_LARGE -> 400;
            default -> refusal.status();
        };
    }

    static String name(RequestRefusal.Kind kind) {
        return switch (kind) {
            case INVALID, TOO_LARGE -> "ValidationException";
            case UNAUTHENTICATED, FORBIDDEN -> "AccessDeniedException";
            case NOT_FOUND -> "ResourceNotFoundException";
            case RATE_LIMITED -> "ThrottlingException";
            case UNAVAILABLE -> "ServiceUnavailableException";
            case FAULT -> "InternalServerException";
        };
    }
}
