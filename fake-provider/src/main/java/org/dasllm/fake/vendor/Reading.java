package org.dasllm.fake.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.dasllm.format.io.Json;

/** What the protocols' requests have in common. */
final class Reading {
    private Reading() {}

    /** A text that must be there. */
    static String required(JsonNode body, String key) {
        if (!body.path(key).isTextual()) {
            throw new Refused("Missing required parameter: '" + key + "'.");
        }
        return body.path(key).textValue();
    }

    /** A text, or the texts of a list of parts. */
    static String text(JsonNode content) {
        return content.isArray()
                ? StreamSupport.stream(content.spliterator(), false)
                        .map(part -> part.path("text").asText())
                        .collect(Collectors.joining())
                : content.asText("");
    }

    /** A JSON value in a text. */
    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new Refused("'" + text + "' is not valid JSON.");
        }
    }
}
