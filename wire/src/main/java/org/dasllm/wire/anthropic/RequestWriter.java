package org.dasllm.wire.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies. */
final class RequestWriter {
    private static final double HIGHEST_TEMPERATURE = 1;

    private RequestWriter() {}

    static ObjectNode write(ChatRequest request) {
        refuseWhatHasNoWord(request);
        ObjectNode body = Json.mapper().createObjectNode().put("model", request.model());
        body.put(
                "max_tokens",
                request.maxTokens()
                        .orElseThrow(() -> DasllmException.usage(
                                "Anthropic's Messages API asks how many tokens an answer may have at most",
                                "Set max_tokens")));
        system(body, request.messages());
        ContentWriter.messages(body.putArray("messages"), request.messages());
        sampling(body, request.sampling());
        body.put("stream", request.streamed());
        tools(body, request);
        format(body, request.format());
        return body;
    }

    private static void refuseWhatHasNoWord(ChatRequest request) {
        Sampling sampling = request.sampling();
        refuse(request.choices() != 1, "more than one answer to a request");
        refuse(request.alternatives().isPresent(), "log-probabilities");
        refuse(sampling.seed().isPresent(), "a seed");
        refuse(
                sampling.frequencyPenalty().isPresent()
                        || sampling.presencePenalty().isPresent(),
                "penalties");
        refuse(!sampling.logitBias().isEmpty(), "biases of tokens");
        refuse(request.format() instanceof AnswerFormat.JsonObject, "JSON without a schema");
        if (sampling.temperature().orElse(0) > HIGHEST_TEMPERATURE) {
            throw DasllmException.usage(
                    "Anthropic's Messages API takes a temperature from 0 to 1, not "
                            + sampling.temperature().getAsDouble(),
                    "Set the temperature to 1 or less");
        }
    }

    private static void refuse(boolean asked, String what) {
        if (asked) {
            throw DasllmException.usage("Anthropic's Messages API has no " + what, "Leave " + what + " out");
        }
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
        if (request.toolChoice() instanceof ToolChoice.Function function) {
            body.putObject("tool_choice").put("type", "tool").put("name", function.name());
        } else if (request.toolChoice() == ToolChoice.Any.NONE) {
            body.putObject("tool_choice").put("type", "none");
        } else if (request.toolChoice() == ToolChoice.Any.REQUIRED) {
            body.putObject("tool_choice").put("type", "any");
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

    private static void format(ObjectNode body, AnswerFormat format) {
        if (format instanceof AnswerFormat.Other other) {
            body.putObject("output_config").set("format", other.content());
        } else if (format instanceof AnswerFormat.JsonSchema named) {
            refuse(named.schema().isEmpty(), "JSON without a schema");
            ObjectNode node = body.putObject("output_config").putObject("format");
            node.put("type", "json_schema").set("schema", named.schema().orElseThrow());
        }
    }
}
