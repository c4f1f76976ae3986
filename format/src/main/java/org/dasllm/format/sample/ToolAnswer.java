package org.dasllm.format.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;

/**
 * An answer that calls tools, in a sample with {@link Sample#tools}: a JSON object with {@code tool_calls}, a list of {@code {"name",
 * "arguments"}}, and perhaps {@code content}, what is said beside them. OpenAI's form, where these two stand in {@code function} and the
 * arguments are a text, is read too.
 *
 * @param content the text; empty where there is none
 * @param calls at least one
 */
public record ToolAnswer(String content, List<Call> calls) {
    private static final String CALLS = "tool_calls";

    /**
     * One call.
     *
     * @param arguments a JSON object
     */
    public record Call(String name, JsonNode arguments) {}

    public ToolAnswer {
        calls = List.copyOf(calls);
    }

    /**
     * Reads an answer; empty where it is a text and calls nothing.
     *
     * @throws DasllmException for calls that cannot be read
     */
    public static Optional<ToolAnswer> of(String answer) {
        JsonNode tree;
        try {
            tree = Json.mapper().readTree(answer);
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
        if (tree == null || !tree.isObject() || !tree.has(CALLS)) {
            return Optional.empty();
        }
        JsonNode list = tree.get(CALLS);
        JsonNode content = tree.path("content");
        if (!list.isArray() || list.isEmpty()) {
            throw fault("tool_calls is no list with a call in it");
        }
        if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
            throw fault("content is no text");
        }
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            calls.add(call(list.get(i), "tool_calls[" + i + "]"));
        }
        return Optional.of(new ToolAnswer(content.isTextual() ? content.textValue() : "", calls));
    }

    private static Call call(JsonNode node, String where) {
        JsonNode function = node.path("function").isObject() ? node.get("function") : node;
        if (!function.path("name").isTextual() || function.path("name").asText().isBlank()) {
            throw fault(where + " has no name");
        }
        JsonNode arguments = function.path("arguments");
        if (arguments.isTextual()) {
            arguments = parsed(arguments.textValue(), where);
        }
        if (!arguments.isObject()) {
            throw fault(where + " has no arguments, a JSON object");
        }
        return new Call(function.get("name").asText(), arguments);
    }

    private static JsonNode parsed(String text, String where) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw fault(where + " has arguments that are no JSON");
        }
    }

    private static DasllmException fault(String what) {
        return DasllmException.input(
                "In a call of a tool " + what, "Write {\"tool_calls\": [{\"name\": ..., \"arguments\": {...}}]}");
    }
}
