package org.dasllm.eval.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.dasllm.eval.tool.ToolCalls;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.Task;

/** How answers are read: what they say, and whether they are answers of the task at all. */
public sealed interface AnswerReading {
    Answer read(String text);

    /** A JSON object or list, nothing before and nothing after it, that {@code valid} accepts. */
    record OfJson(Predicate<JsonNode> valid) implements AnswerReading {
        private static final ObjectReader TREE = Json.mapper()
                .readerFor(JsonNode.class)
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        @Override
        public Answer read(String text) {
            Optional<JsonNode> json = container(text).filter(valid);
            return new Answer(text, json, json.isPresent());
        }

        static Optional<JsonNode> container(String text) {
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

    /**
     * A label, compared after trimming.
     *
     * @param labels all there are; empty where any one line of text is one
     */
    record OfLabels(Set<String> labels) implements AnswerReading {
        public OfLabels {
            labels = Set.copyOf(labels);
        }

        @Override
        public Answer read(String text) {
            String label = text.strip();
            boolean valid = labels.isEmpty() ? Task.isLabel(label) : labels.contains(label);
            return new Answer(text, Optional.empty(), valid);
        }
    }

    /**
     * Calls of tools, or none of any.
     *
     * @param valid whether a call's tool is known and its arguments keep to that tool's schema
     */
    record OfToolCalls(Predicate<JsonNode> valid) implements AnswerReading {
        @Override
        public Answer read(String text) {
            Optional<JsonNode> calls = ToolCalls.read(text)
                    .filter(all ->
                            StreamSupport.stream(all.spliterator(), false).allMatch(valid))
                    .map(all -> all);
            return new Answer(text, calls, calls.isPresent());
        }
    }

    /** Any text, compared after trimming. */
    record OfText() implements AnswerReading {
        @Override
        public Answer read(String text) {
            return new Answer(text, Optional.empty(), true);
        }
    }
}
