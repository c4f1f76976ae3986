package org.dasllm.eval.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Collection;
import java.util.Optional;
import org.dasllm.format.io.Json;

/** How the labels of a task are written. */
public enum AnswerFormat {
    /** A JSON object or array, nothing before and nothing after it. */
    JSON {
        @Override
        public Answer read(String text) {
            Optional<JsonNode> json = container(text);
            return new Answer(text, json, json.isPresent());
        }
    },
    /** Words, compared after trimming. */
    TEXT {
        @Override
        public Answer read(String text) {
            return new Answer(text, Optional.empty(), true);
        }
    };

    private static final ObjectReader TREE = Json.mapper()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public abstract Answer read(String text);

    /** JSON where more than half of the labels are JSON objects or arrays: a few broken ones do not make a task text. */
    public static AnswerFormat of(Collection<String> labels) {
        long containers = labels.stream().filter(l -> container(l).isPresent()).count();
        return 2 * containers > labels.size() ? JSON : TEXT;
    }

    private static Optional<JsonNode> container(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return Optional.empty();
        }
        try {
            JsonNode node = TREE.readValue(trimmed);
            return node.isContainerNode() ? Optional.of(node) : Optional.empty();
        } catch (JsonProcessingException e) {
            // The question asked here is whether it parses; "no" is an answer, and it is counted.
            return Optional.empty();
        }
    }
}
