package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;

/** A response. */
public record Reply(int status, Map<String, String> headers, String body) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply of(int status, JsonNode body) {
        return new Reply(status, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    public Reply with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new Reply(status, all, body);
    }
}
