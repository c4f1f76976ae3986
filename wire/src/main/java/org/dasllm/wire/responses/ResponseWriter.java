package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.Finish;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.ResponseHead;
import org.dasllm.wire.chat.Usage;

/** Writes the response object, as it is at one time of the answer. */
final class ResponseWriter {
    private final RequestEcho echo;
    private final ResponseHead head;

    ResponseWriter(RequestEcho echo, ResponseHead head) {
        this.echo = echo;
        this.head = head;
    }

    /** While it is being answered. */
    ObjectNode begun() {
        return response("in_progress", Json.mapper().createArrayNode());
    }

    /** At the end. */
    ObjectNode ended(ArrayNode output, Optional<Finish> finish, Optional<Usage> usage) {
        Optional<String> incomplete = incomplete(finish);
        ObjectNode response = response(incomplete.isPresent() ? "incomplete" : "completed", output);
        incomplete.ifPresentOrElse(
                reason -> response.putObject("incomplete_details").put("reason", reason),
                () -> response.put("completed_at", Instant.now().getEpochSecond()));
        usage.ifPresent(counted -> usage(response.putObject("usage"), counted));
        return response;
    }

    /** Where it could not be answered to the end. */
    ObjectNode failed(ArrayNode output, RequestRefusal refusal) {
        ObjectNode response = response("failed", output);
        response.putObject("error")
                .put(
                        "code",
                        refusal.kind() == RequestRefusal.Kind.RATE_LIMITED ? "rate_limit_exceeded" : "server_error")
                .put("message", refusal.message());
        return response;
    }

    /** Why an answer is not whole; empty where it is. */
    static Optional<String> incomplete(Optional<Finish> finish) {
        return finish.flatMap(why -> switch (why.reason()) {
            case LENGTH -> Optional.of("max_output_tokens");
            case CONTENT_FILTER -> Optional.of("content_filter");
            default -> Optional.empty();
        });
    }

    /** Without usage, which comes at the end only. */
    private ObjectNode response(String status, ArrayNode output) {
        ObjectNode body = Json.mapper().createObjectNode();
        head.id().ifPresent(id -> body.put("id", id));
        body.put("object", "response");
        head.created().ifPresent(time -> body.put("created_at", time.getEpochSecond()));
        body.put("status", status).putNull("error").putNull("incomplete_details");
        head.model().ifPresent(model -> body.put("model", model));
        body.set("output", output);
        echo.write(body);
        return body;
    }

    private static void usage(ObjectNode node, Usage usage) {
        long input = usage.input().orElse(0);
        long output = usage.output().orElse(0);
        node.put("input_tokens", input);
        node.putObject("input_tokens_details")
                .put("cached_tokens", usage.cachedInput().orElse(0))
                .put("cache_write_tokens", usage.cacheWrites().orElse(0));
        node.put("output_tokens", output);
        node.putObject("output_tokens_details")
                .put("reasoning_tokens", usage.reasoning().orElse(0));
        node.put("total_tokens", input + output);
    }
}
