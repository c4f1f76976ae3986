package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.dasllm.format.io.Json;

/**
 * One request to be answered.
 *
 * @param sample the first sample that needs it
 */
record Ask(String hash, String sample, JsonNode body) {

    /** More tokens than the request can cost: a token is at least a byte of what is sent, and the answer is limited. */
    long mostTokens(int maxTokens) {
        return Json.line(body).getBytes(StandardCharsets.UTF_8).length + (long) maxTokens;
    }
}
