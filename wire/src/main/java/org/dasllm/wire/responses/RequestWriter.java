package org.dasllm.wire.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies. */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", request.model());
        InputWriter.write(body, request.messages());
        tools(body, request);
        format(body, request.format());
        request.thinking().ifPresent(thinking -> thinking(body.putObject("reasoning"), thinking));
        request.sampling().temperature().ifPresent(temperature -> body.put("temperature", temperature));
        request.sampling().topP().ifPresent(topP -> body.put("top_p", topP));
        request.maxTokens().ifPresent(most -> body.put("max_output_tokens", most));
        request.alternatives().ifPresent(alternatives -> body.put("top_logprobs", alternatives));
        include(body, request);
        body.put("store", false);
        body.put("stream", request.streamed());
        return body;
    }

    /** Models that do not think refuse to be asked for their encrypted thoughts. */
    private static void include(ObjectNode body, ChatRequest request) {
        ArrayNode more = Json.mapper().createArrayNode();
        if (request.alternatives().isPresent()) {
            more.add("message.output_text.logprobs");
        }
        if (request.thinking().isPresent()) {
            more.add("reasoning.encrypted_content");
        }
        if (!more.isEmpty()) {
            body.set("include", more);
        }
    }

    private static void thinking(ObjectNode node, Thinking thinking) {
        thinking.effort().ifPresent(effort -> node.put("effort", effort.name().toLowerCase(Locale.ROOT)));
        if (thinking.shown()) {
            node.put("summary", "auto");
        }
    }

    private static void tools(ObjectNode body, ChatRequest request) {
        if (request.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (Tool tool : request.tools()) {
            if (tool instanceof Tool.Other other) {
                tools.add(other.content());
            } else if (tool instanceof Tool.Function function) {
                function(tools.addObject(), function);
            }
        }
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            body.putObject("tool_choice").put("type", "function").put("name", function.name());
        } else if (request.toolChoice() instanceof ToolChoice.Any any && any != ToolChoice.Any.AUTO) {
            body.put("tool_choice", any.name().toLowerCase(Locale.ROOT));
        }
        request.parallelToolCalls().ifPresent(several -> body.put("parallel_tool_calls", several));
    }

    /** Whether arguments must match is said in any case, since the server's default is that they must. */
    private static void function(ObjectNode node, Tool.Function function) {
        node.put("type", "function").put("name", function.name());
        function.description().ifPresent(text -> node.put("description", text));
        if (function.parameters().isPresent()) {
            node.set("parameters", function.parameters().get());
        } else {
            node.putObject("parameters")
                    .put("type", "object")
                    .put("additionalProperties", false)
                    .putObject("properties");
        }
        node.put("strict", function.strict());
    }

    private static void format(ObjectNode body, AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            body.putObject("text").putObject("format").put("type", "json_object");
        } else if (format instanceof AnswerFormat.Other other) {
            body.putObject("text").set("format", other.content());
        } else if (format instanceof AnswerFormat.JsonSchema schema) {
            ObjectNode node = body.putObject("text").putObject("format").put("type", "json_schema");
            node.put("name", schema.name());
            schema.description().ifPresent(text -> node.put("description", text));
            node.set("schema", schema.schema().orElseThrow());
            node.put("strict", schema.strict());
        }
    }
}
