package org.dasllm.eval.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.format.io.Json;

/**
 * The calls that an answer makes, in one form: a list of objects with {@code name} and {@code arguments}. Read are that list, one
 * such object, and an assistant's message as OpenAI writes it ({@code tool_calls} with {@code function}, whose arguments are JSON in a
 * text). Text that does not begin as JSON calls nothing: the model abstained, and the list is empty. An empty text is no answer.
 */
public final class ToolCalls {
    public static final String NAME = "name";
    public static final String ARGUMENTS = "arguments";

    private static final int MOST_CALLS = 64;

    private static final ObjectReader TREE = Json.mapper()
            .readerFor(JsonNode.class)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ToolCalls() {}

    /** Empty where the text is neither calls nor an abstention. */
    public static Optional<ArrayNode> read(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) {
            return Optional.of(Json.mapper().createArrayNode());
        }
        return tree(trimmed).flatMap(ToolCalls::calls);
    }

    private static Optional<ArrayNode> calls(JsonNode node) {
        JsonNode list = node.isObject() && node.has("tool_calls") ? node.get("tool_calls") : node;
        ArrayNode calls = Json.mapper().createArrayNode();
        Iterable<JsonNode> elements =
                list.isArray() ? list : Json.mapper().createArrayNode().add(list);
        for (JsonNode element : elements) {
            Optional<ObjectNode> call = call(element.has("function") ? element.get("function") : element);
            if (call.isEmpty() || calls.size() == MOST_CALLS) {
                return Optional.empty();
            }
            calls.add(call.get());
        }
        return Optional.of(calls);
    }

    private static Optional<ObjectNode> call(JsonNode node) {
        JsonNode given = node.path(ARGUMENTS);
        Optional<JsonNode> arguments = given.isTextual() ? tree(given.textValue()) : Optional.of(given);
        if (!node.path(NAME).isTextual() || arguments.filter(JsonNode::isObject).isEmpty()) {
            return Optional.empty();
        }
        ObjectNode call =
                Json.mapper().createObjectNode().put(NAME, node.get(NAME).textValue());
        call.set(ARGUMENTS, arguments.get());
        return Optional.of(call);
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.ofNullable(TREE.readValue(text));
        } catch (JsonProcessingException noJson) {
            // Whether it parses is what is asked; the answer is counted.
            return Optional.empty();
        }
    }
}
