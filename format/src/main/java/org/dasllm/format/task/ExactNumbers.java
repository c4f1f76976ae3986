package org.dasllm.format.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import org.dasllm.format.io.Json;

/** Trees whose numbers are decimal, so that those of a YAML file and of the JSON made of it are equal. */
final class ExactNumbers {
    private static final ObjectReader READER =
            Json.mapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private ExactNumbers() {}

    static JsonNode of(JsonNode tree) {
        return parse(Json.line(tree));
    }

    /** @param json a text that was written as JSON */
    private static JsonNode parse(String json) {
        try {
            return READER.readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON cannot be read", e);
        }
    }
}
