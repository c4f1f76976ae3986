package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/**
 * What a response repeats of its request. What the request left to the server is null, since an alias may have a default of its own.
 *
 * @param metadata the client's own, an object or null
 */
record RequestEcho(ChatRequest request, Optional<String> instructions, JsonNode metadata) {

    void write(ObjectNode body) {
        body.put("background", false);
        instructions.ifPresentOrElse(text -> body.put("instructions", text), () -> body.putNull("instructions"));
        if (request.maxTokens().isPresent()) {
            body.put("max_output_tokens", request.maxTokens().getAsInt());
        } else {
            body.putNull("max_output_tokens");
        }
        body.set("metadata", metadata);
        body.put("parallel_tool_calls", request.parallelToolCalls().orElse(true));
        body.putNull("previous_response_id");
        body.putObject("reasoning").putNull("effort").putNull("summary");
        body.put("service_tier", "default").put("store", false);
        number(
                body,
                "temperature",
                request.sampling().temperature().isPresent(),
                request.sampling().temperature().orElse(0));
        number(
                body,
                "top_p",
                request.sampling().topP().isPresent(),
                request.sampling().topP().orElse(0));
        format(body.putObject("text"));
        choice(body);
        tools(body.putArray("tools"));
        body.put("top_logprobs", request.alternatives().orElse(0));
        body.put("truncation", "disabled");
    }

    private static void number(ObjectNode body, String name, boolean given, double value) {
        if (given) {
            body.put(name, value);
        } else {
            body.putNull(name);
        }
    }

    private void format(ObjectNode text) {
        ObjectNode format = text.putObject("format");
        text.put("verbosity", "medium");
        if (request.format() instanceof AnswerFormat.JsonSchema schema) {
            format.put("type", "json_schema");
            schema.description().ifPresent(description -> format.put("description", description));
            format.put("name", schema.name());
            schema.schema().ifPresent(tree -> format.set("schema", tree));
            format.put("strict", schema.strict());
        } else {
            format.put("type", request.format() instanceof AnswerFormat.JsonObject ? "json_object" : "text");
        }
    }

    private void choice(ObjectNode body) {
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            body.putObject("tool_choice").put("type", "function").put("name", function.name());
        } else if (request.toolChoice() instanceof ToolChoice.Any any) {
            body.put("tool_choice", any.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void tools(ArrayNode tools) {
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Function function) {
                ObjectNode node = tools.addObject().put("type", "function").put("name", function.name());
                node.put("description", function.description().orElse(null));
                node.set("parameters", function.parameters().orElse(null));
                node.put("strict", function.strict());
            } else if (tool instanceof Tool.Other other) {
                tools.add(other.content());
            }
        }
    }
}
