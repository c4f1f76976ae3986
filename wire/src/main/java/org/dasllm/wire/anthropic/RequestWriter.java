package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/**
 * Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies. A schema goes without its
 * name and description, for which there is no place, and is held to in any case.
 */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", request.model());
        request.maxTokens().ifPresent(most -> body.put("max_tokens", most));
        system(body, request.messages());
        ContentWriter.messages(body.putArray("messages"), request.messages());
        sampling(body, request.sampling());
        body.put("stream", request.streamed());
        tools(body, request);
        request.thinking().ifPresent(thinking -> thinking(body, thinking));
        output(body, request);
        return body;
    }

    /** Apart from the conversation, wherever in it the operator spoke. */
    private static void system(ObjectNode body, List<ChatMessage> messages) {
        List<ChatMessage> spoken = messages.stream()
                .filter(message ->
                        message.role() == Role.SYSTEM && !message.text().isEmpty())
                .toList();
        if (spoken.size() == 1) {
            body.put("system", spoken.get(0).text());
        } else if (!spoken.isEmpty()) {
            ArrayNode blocks = body.putArray("system");
            spoken.forEach(message -> blocks.addObject().put("type", "text").put("text", message.text()));
        }
    }

    private static void sampling(ObjectNode body, Sampling sampling) {
        sampling.temperature().ifPresent(temperature -> body.put("temperature", temperature));
        sampling.topP().ifPresent(topP -> body.put("top_p", topP));
        sampling.topK().ifPresent(topK -> body.put("top_k", topK));
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(body.putArray("stop_sequences")::add);
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
        boolean alone = request.parallelToolCalls().equals(Optional.of(false));
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            single(body.putObject("tool_choice").put("type", "tool").put("name", function.name()), alone);
        } else if (request.toolChoice() == ToolChoice.Any.NONE) {
            body.putObject("tool_choice").put("type", "none");
        } else if (request.toolChoice() == ToolChoice.Any.REQUIRED) {
            single(body.putObject("tool_choice").put("type", "any"), alone);
        } else if (alone) {
            single(body.putObject("tool_choice").put("type", "auto"), true);
        }
    }

    private static void single(ObjectNode choice, boolean alone) {
        if (alone) {
            choice.put("disable_parallel_tool_use", true);
        }
    }

    private static void function(ObjectNode node, Tool.Function function) {
        node.put("name", function.name());
        function.description().ifPresent(text -> node.put("description", text));
        if (function.parameters().isPresent()) {
            node.set("input_schema", function.parameters().get());
        } else {
            node.putObject("input_schema").put("type", "object").putObject("properties");
        }
        if (function.strict()) {
            node.put("strict", true);
        }
    }

    /** Models that count no budget decide themselves how long they think. */
    private static void thinking(ObjectNode body, Thinking thinking) {
        if (thinking.effort().equals(Optional.of(Effort.NONE))) {
            body.putObject("thinking").put("type", "disabled");
            return;
        }
        ObjectNode node = body.putObject("thinking");
        if (thinking.budget().isPresent()) {
            node.put("type", "enabled").put("budget_tokens", thinking.budget().getAsInt());
        } else {
            node.put("type", "adaptive");
        }
        node.put("display", thinking.shown() ? "summarized" : "omitted");
    }

    private static void output(ObjectNode body, ChatRequest request) {
        ObjectNode output = Json.mapper().createObjectNode();
        request.thinking()
                .flatMap(Thinking::effort)
                .filter(effort -> effort != Effort.NONE)
                .ifPresent(effort -> output.put("effort", effort.name().toLowerCase(Locale.ROOT)));
        if (request.format() instanceof AnswerFormat.Other other) {
            output.set("format", other.content());
        } else if (request.format() instanceof AnswerFormat.JsonSchema named) {
            output.putObject("format")
                    .put("type", "json_schema")
                    .set("schema", named.schema().orElseThrow());
        }
        if (!output.isEmpty()) {
            body.set("output_config", output);
        }
    }
}
