package org.dasllm.fake.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.io.Json;

/** A response. */
public record FakeResponse(int status, Map<String, String> headers, String body) {
    public FakeResponse {
        headers = Map.copyOf(headers);
    }

    public static FakeResponse of(int status, JsonNode body) {
        return new FakeResponse(status, Map.of("Content-Type", "application/json"), Json.line(body));
    }

    public FakeResponse with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new FakeResponse(status, all, body);
    }
}
