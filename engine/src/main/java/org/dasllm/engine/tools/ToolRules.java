package org.dasllm.engine.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.dasllm.engine.tools.CallSyntax.Callable;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ParameterNames;
import org.dasllm.wire.chat.ParameterNames.Parameter;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** What a request may ask of tools; the first thing that it may not is refused by its name. */
final class ToolRules {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int MOST = 128;

    private final ParameterNames names;

    ToolRules(ParameterNames names) {
        this.names = names;
    }

    /** The functions, with what their calls are bound to. */
    List<Callable> callables(ChatRequest request) {
        String parameter = names.of(Parameter.TOOLS);
        List<Tool> tools = request.tools();
        if (tools.size() > MOST) {
            throw RequestRefused.invalid(
                    parameter, "Invalid '" + parameter + "': " + tools.size() + " are more than " + MOST + ".");
        }
        Set<String> seen = new HashSet<>();
        List<Callable> callables = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String where = names.tool(i);
            if (!(tools.get(i) instanceof Tool.Function function)) {
                throw RequestRefused.unsupported(where, "This server calls tools of type 'function' only.");
            }
            if (!NAME.matcher(function.name()).matches()) {
                throw RequestRefused.invalid(
                        where,
                        "Invalid name of a function: 1 to 64 letters, digits, underscores and hyphens are allowed.");
            }
            if (!seen.add(function.name())) {
                throw RequestRefused.invalid(where, "There are two functions with the name '" + function.name() + "'.");
            }
            callables.add(new Callable(function.name(), parameters(function, where)));
        }
        return callables;
    }

    /** The functions of which one must be called, or may be. */
    List<Callable> chosen(ChatRequest request, List<Callable> all) {
        if (!(request.toolChoice() instanceof ToolChoice.Function asked)) {
            return all;
        }
        List<Callable> named =
                all.stream().filter(each -> each.name().equals(asked.name())).toList();
        if (named.isEmpty()) {
            throw RequestRefused.invalid(
                    names.of(Parameter.TOOL_CHOICE),
                    "Tool choice '" + asked.name() + "' is not among the functions of '" + names.of(Parameter.TOOLS)
                            + "'.");
        }
        return named;
    }

    /** A choice among tools where there are none. */
    void refuseChoiceWithoutTools(ChatRequest request) {
        if (request.toolChoice() == ToolChoice.Any.REQUIRED || request.toolChoice() instanceof ToolChoice.Function) {
            throw RequestRefused.invalid(
                    names.of(Parameter.TOOL_CHOICE),
                    "'" + names.of(Parameter.TOOL_CHOICE) + "' is only allowed where there are '"
                            + names.of(Parameter.TOOLS) + "'.");
        }
    }

    /** What is wrong with a function's schema, where something is. */
    static RequestRefused invalid(String function, String where, String reason) {
        return RequestRefused.invalid(where, "Invalid schema for function '" + function + "': " + reason);
    }

    /** Arguments are an object: no schema means none of them, and a schema without a type means an object. */
    private static JsonNode parameters(Tool.Function function, String where) {
        ObjectNode schema = function.parameters()
                .map(given -> (ObjectNode) given.deepCopy())
                .orElseGet(() -> Json.mapper().createObjectNode().put("additionalProperties", false));
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        if (!schema.path("type").asText().equals("object")) {
            throw invalid(
                    function.name(), where, "it must be of type 'object', and is of type " + schema.get("type") + ".");
        }
        return schema;
    }
}
