package org.dasllm.cli.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.ToolCall;
import org.dasllm.wire.chat.Part;

/** A generated answer with calls of tools as one text, in the form in which labels have their calls. */
final class CalledTools {
    private static final String CALLS = "tool_calls";

    private CalledTools() {}

    /**
     * The calls as {@link ToolCall#text} writes them; words beside calls are not kept, as in labels. Arguments that are no JSON object, such as
     * those that were cut, stay as they came, as a text, and make an answer that cannot be read. Without calls the text itself; where
     * it begins like JSON it is put into a message without calls, since what a product would get is words.
     */
    static String text(List<Part> parts) {
        List<Part.ToolCall> calls = parts.stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .toList();
        if (calls.isEmpty()) {
            return words(parts);
        }
        List<ToolCall> read = new ArrayList<>();
        for (Part.ToolCall call : calls) {
            Optional<JsonNode> arguments = object(call.arguments());
            if (arguments.isEmpty()) {
                return asTheyCame(calls);
            }
            read.add(new ToolCall(call.name(), arguments.get()));
        }
        return ToolCall.text(read);
    }

    private static String words(List<Part> parts) {
        String text = parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining());
        String begin = text.strip();
        if (!begin.startsWith("{") && !begin.startsWith("[")) {
            return text;
        }
        ObjectNode message = Json.mapper().createObjectNode().put("content", text);
        message.putArray(CALLS);
        return message.toString();
    }

    private static String asTheyCame(List<Part.ToolCall> calls) {
        ObjectNode message = Json.mapper().createObjectNode();
        ArrayNode list = message.putArray(CALLS);
        calls.forEach(call -> list.addObject().put("name", call.name()).put("arguments", call.arguments()));
        return message.toString();
    }

    private static Optional<JsonNode> object(String arguments) {
        try {
            return Optional.of(Json.mapper().readTree(arguments)).filter(JsonNode::isObject);
        } catch (JsonProcessingException noJson) {
            // What a model writes may be anything; the answer is counted as one that cannot be read.
            return Optional.empty();
        }
    }
}
