package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;
import org.dasllm.wire.request.Fields;

/** Reads tools, the choice among them, and calls of them. */
final class ToolReader {
    private static final String ALLOWED = "tool_choice.allowed_tools";

    private ToolReader() {}

    /** The older form of tools, deprecated since 2023 and refused here. */
    static void refuseFunctions(Fields fields) {
        if (!fields.array("functions").isEmpty()) {
            throw RequestRefused.unsupported("functions", "This server does not support 'functions': leave it out.");
        }
    }

    static List<Tool> tools(Fields fields) {
        List<JsonNode> list = fields.array("tools");
        List<Tool> tools = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            tools.add(tool(list.get(i), "tools[" + i + "]"));
        }
        return tools;
    }

    private static Tool tool(JsonNode node, String where) {
        Fields tool = new Fields(Fields.object(where, node));
        if (!tool.string("type", where + ".type").equals("function") || !tool.has("function")) {
            return new Tool.Other(node);
        }
        String at = where + ".function";
        Fields function = new Fields(Fields.object(at, tool.object().get("function")));
        return new Tool.Function(
                function.string("name", at + ".name"),
                function.optionalString("description", at + ".description"),
                function.value("parameters").map(value -> Fields.object(at + ".parameters", value)),
                function.truth("strict", at + ".strict"));
    }

    static ToolChoice choice(Fields fields) {
        Optional<JsonNode> value = fields.value("tool_choice");
        if (value.isEmpty()) {
            return ToolChoice.Any.AUTO;
        }
        Optional<Fields> allowed = allowedTools(fields);
        if (allowed.isPresent()) {
            return mode(allowed.get());
        }
        if (value.get().isObject()) {
            return function(new Fields(value.get()));
        }
        String word = fields.string("tool_choice");
        return switch (word) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "none" -> ToolChoice.Any.NONE;
            case "required" -> ToolChoice.Any.REQUIRED;
            default ->
                throw RequestRefused.invalid(
                        "tool_choice",
                        "Invalid value: '" + word + "'. Supported values are: 'none', 'auto' and 'required'.");
        };
    }

    /**
     * The tools that may be called: all, or the part of them that {@code tool_choice} of type {@code allowed_tools} names. The model is
     * shown no others.
     */
    static List<Tool> allowed(Fields fields) {
        List<Tool> tools = tools(fields);
        Optional<Fields> allowed = allowedTools(fields);
        if (allowed.isEmpty()) {
            return tools;
        }
        List<Tool> kept = new ArrayList<>();
        List<JsonNode> named = allowed.get().array("tools", ALLOWED + ".tools");
        for (int i = 0; i < named.size(); i++) {
            String where = ALLOWED + ".tools[" + i + "]";
            Tool asked = tool(named.get(i), where);
            kept.add(tools.stream()
                    .filter(tool -> tool instanceof Tool.Function has
                            && asked instanceof Tool.Function wanted
                            && has.name().equals(wanted.name()))
                    .findFirst()
                    .orElseThrow(() -> RequestRefused.invalid(where, "No function of 'tools' has this name.")));
        }
        if (kept.isEmpty()) {
            throw RequestRefused.invalid(ALLOWED + ".tools", "Invalid '" + ALLOWED + ".tools': it names no tool.");
        }
        return kept;
    }

    private static Optional<Fields> allowedTools(Fields fields) {
        Optional<JsonNode> choice = fields.value("tool_choice");
        boolean listed = choice.isPresent()
                && choice.get().isObject()
                && choice.get().path("type").asText().equals("allowed_tools");
        return listed
                ? Optional.of(new Fields(Fields.object(
                        ALLOWED,
                        new Fields(choice.get())
                                .value("allowed_tools")
                                .orElseThrow(() -> RequestRefused.missing(ALLOWED)))))
                : Optional.empty();
    }

    private static ToolChoice mode(Fields allowed) {
        String mode = allowed.string("mode", ALLOWED + ".mode");
        return switch (mode) {
            case "auto" -> ToolChoice.Any.AUTO;
            case "required" -> ToolChoice.Any.REQUIRED;
            default ->
                throw RequestRefused.invalid(
                        ALLOWED + ".mode",
                        "Invalid value: '" + mode + "'. Supported values are: 'auto' and 'required'.");
        };
    }

    private static ToolChoice function(Fields choice) {
        String where = "tool_choice.function";
        String type = choice.string("type", "tool_choice.type");
        if (!type.equals("function")) {
            throw RequestRefused.unsupported(
                    "tool_choice", "This server does not support 'tool_choice' of type '" + type + "'.");
        }
        JsonNode function = choice.value("function").orElseThrow(() -> RequestRefused.missing(where));
        return new ToolChoice.Function(new Fields(Fields.object(where, function)).string("name", where + ".name"));
    }

    /** The calls in an assistant's message. */
    static List<Part> calls(Fields message, String where) {
        List<Part> calls = new ArrayList<>();
        List<JsonNode> list = message.array("tool_calls", where);
        for (int i = 0; i < list.size(); i++) {
            calls.add(call(list.get(i), where + "[" + i + "]"));
        }
        return calls;
    }

    private static Part call(JsonNode node, String where) {
        Fields call = new Fields(Fields.object(where, node));
        String type = call.string("type", where + ".type");
        if (!type.equals("function")) {
            return new Part.Other(type, node);
        }
        String at = where + ".function";
        JsonNode named = call.value("function").orElseThrow(() -> RequestRefused.missing(at));
        Fields function = new Fields(Fields.object(at, named));
        return new Part.ToolCall(
                call.string("id", where + ".id"),
                function.string("name", at + ".name"),
                function.string("arguments", at + ".arguments"));
    }
}
