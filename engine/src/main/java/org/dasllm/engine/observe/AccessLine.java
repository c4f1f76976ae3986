package org.dasllm.engine.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import org.dasllm.engine.access.Caller;
import org.dasllm.format.io.Json;

/** One request as a line of the access log. */
final class AccessLine {
    /** What a path may take of a line: clients choose it. */
    private static final int MOST_OF_A_PATH = 200;

    private AccessLine() {}

    /**
     * Writes it; see the guide for what each key means.
     *
     * @param status of the reply, 499 where the client left before there was one
     * @param cancelled whether the client left before the reply's end
     */
    static String of(ServedRequest request, int status, boolean cancelled) {
        ObjectNode line = Json.mapper().createObjectNode();
        line.put("time", request.at().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("request_id", request.id());
        line.put("key", request.caller().flatMap(Caller::name).orElse(null));
        line.put("method", request.method());
        line.put("path", shortened(request.path()));
        line.put("model", request.model().orElse(null));
        line.put("status", status);
        line.put("streamed", request.streamed());
        line.put("prompt_tokens", request.promptTokens());
        line.put("cached_tokens", request.cachedTokens());
        line.put("completion_tokens", request.completionTokens());
        put(line, "queue_seconds", request.queueSeconds());
        put(line, "first_token_seconds", request.firstTokenSeconds());
        put(line, "seconds", OptionalDouble.of(request.age().toNanos() / 1e9));
        line.put("finish_reason", ServerMetrics.reason(request));
        line.put("refusal", request.refusal().map(Refusals::reason).orElse(null));
        line.put("cancelled", cancelled);
        return Json.line(line);
    }

    private static void put(ObjectNode line, String key, OptionalDouble seconds) {
        if (seconds.isPresent()) {
            line.put(key, Math.round(seconds.getAsDouble() * 1e6) / 1e6);
        } else {
            line.putNull(key);
        }
    }

    private static String shortened(String path) {
        return path.length() <= MOST_OF_A_PATH ? path : path.substring(0, MOST_OF_A_PATH) + "…";
    }
}
