package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.dasllm.format.io.Json;

/**
 * One request to be answered.
 *
 * @param key names it in the journal
 * @param sample the first sample that needs it
 * @param bytes of its body in JSON
 */
record Ask(String key, String sample, JsonNode body, int bytes) {

    Ask(String key, String sample, JsonNode body) {
        this(key, sample, body, Json.line(body).getBytes(StandardCharsets.UTF_8).length);
    }
}
