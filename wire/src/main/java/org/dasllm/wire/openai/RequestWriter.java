package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatMessage;
import org.dasllm.wire.chat.ChatMessage.Role;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.ChatRequest.Delivery;
import org.dasllm.wire.chat.Part;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.received.AnswerMessage;

/**
 * Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies, and an
 * answer that was paid for is found by it.
 */
final class RequestWriter {
    private final String maxTokensField;

    RequestWriter(String maxTokensField) {
        this.maxTokensField = maxTokensField;
    }

    ObjectNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", request.model());
        ArrayNode messages = body.putArray("messages");
        for (ChatMessage message : request.messages()) {
            if (message.role() == Role.TOOL) {
                results(messages, message.parts());
            } else {
                message(messages.addObject(), message);
            }
        }
        request.maxTokens().ifPresent(most -> body.put(maxTokensField, most));
        request.sampling().temperature().ifPresent(temperature -> body.put("temperature", temperature));
        body.put("stream", request.streamed());
        if (request.alternatives().isPresent()) {
            body.put("logprobs", true)
                    .put("top_logprobs", request.alternatives().getAsInt());
        }
        if (request.delivery() == Delivery.STREAM_WITH_USAGE) {
            body.putObject("stream_options").put("include_usage", true);
        }
        if (request.choices() != 1) {
            body.put("n", request.choices());
        }
        sampling(body, request.sampling());
        format(body, request.format());
        ToolWriter.tools(body, request);
        request.parallelToolCalls()
                .filter(several -> !request.tools().isEmpty())
                .ifPresent(several -> body.put("parallel_tool_calls", several));
        request.thinking()
                .flatMap(Thinking::effort)
                .ifPresent(effort -> body.put("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
        return body;
    }

    /** Each is a message. That a call failed has no place but its text. */
    private static void results(ArrayNode messages, List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                messages.addObject()
                        .put("role", "tool")
                        .put("content", result.text())
                        .put("tool_call_id", result.callId());
            }
        }
    }

    private static void message(ObjectNode node, ChatMessage message) {
        node.put("role", message.role().name().toLowerCase(Locale.ROOT));
        List<Part> content = message.parts().stream()
                .filter(part -> part instanceof Part.Text || part instanceof Part.Other)
                .toList();
        if (content.size() == 1 && content.get(0) instanceof Part.Text text) {
            node.put("content", text.text());
        } else if (content.isEmpty()) {
            node.putNull("content");
        } else {
            ArrayNode parts = node.putArray("content");
            content.forEach(part -> part(parts, part));
        }
        ResponseWriter.refusal(message.parts()).ifPresent(refusal -> node.put("refusal", refusal));
        ResponseWriter.reasoning(message.parts()).ifPresent(reasoning -> node.put("reasoning_content", reasoning));
        AnswerMessage.toolCalls(node, message.parts());
    }

    private static void part(ArrayNode parts, Part part) {
        if (part instanceof Part.Other other) {
            parts.add(other.content());
        } else if (part instanceof Part.Text text) {
            parts.addObject().put("type", "text").put("text", text.text());
        }
    }

    private static void sampling(ObjectNode body, Sampling sampling) {
        sampling.topP().ifPresent(topP -> body.put("top_p", topP));
        sampling.seed().ifPresent(seed -> body.put("seed", seed));
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(body.putArray("stop")::add);
        }
        sampling.frequencyPenalty().ifPresent(penalty -> body.put("frequency_penalty", penalty));
        sampling.presencePenalty().ifPresent(penalty -> body.put("presence_penalty", penalty));
        if (!sampling.logitBias().isEmpty()) {
            ObjectNode biases = body.putObject("logit_bias");
            sampling.logitBias().forEach((token, bias) -> biases.put(String.valueOf(token), bias));
        }
    }

    private static void format(ObjectNode body, AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            body.putObject("response_format").put("type", "json_object");
        } else if (format instanceof AnswerFormat.Other other) {
            body.set("response_format", other.content());
        } else if (format instanceof AnswerFormat.JsonSchema schema) {
            ObjectNode node = body.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", schema.name());
            schema.description().ifPresent(text -> node.put("description", text));
            schema.schema().ifPresent(tree -> node.set("schema", tree));
            node.put("strict", schema.strict());
        }
    }
}
