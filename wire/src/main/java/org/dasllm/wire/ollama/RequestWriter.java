package org.dasllm.wire.ollama;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;
import org.dasllm.wire.chat.Tool;
import org.dasllm.wire.chat.ToolChoice;

/** Writes the body of a request. The order of its keys never changes: requests are known by the hash of their bodies. */
final class RequestWriter {
    private RequestWriter() {}

    static ObjectNode write(ChatRequest request) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", request.model());
        new TurnWriter().write(body.putArray("messages"), request.messages());
        // Where nothing is said, the server sends its answer in pieces.
        body.put("stream", request.streamed());
        // Where nothing is said, what is longer than the server's context is cut without a word: the answer would be to
        // something else.
        body.put("truncate", false).put("shift", false);
        if (request.toolChoice() != ToolChoice.Any.NONE && !request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            request.tools().forEach(tool -> tool(tools, tool));
        }
        format(body, request.format());
        ObjectNode options = options(request);
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        request.thinking().ifPresent(thinking -> thinking(body, thinking));
        if (request.alternatives().isPresent()) {
            body.put("logprobs", true)
                    .put("top_logprobs", request.alternatives().getAsInt());
        }
        return body;
    }

    private static void tool(ArrayNode tools, Tool tool) {
        if (tool instanceof Tool.Other other) {
            tools.add(other.content());
        } else if (tool instanceof Tool.Function function) {
            ObjectNode node = tools.addObject().put("type", "function").putObject("function");
            node.put("name", function.name());
            function.description().ifPresent(text -> node.put("description", text));
            function.parameters().ifPresent(schema -> node.set("parameters", schema));
        }
    }

    /** A schema goes without its name and description, for which there is no place, and is held to in any case. */
    private static void format(ObjectNode body, AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            body.put("format", "json");
        } else if (format instanceof AnswerFormat.JsonSchema named) {
            body.set("format", named.schema().orElseThrow());
        } else if (format instanceof AnswerFormat.Other other) {
            body.set("format", other.content());
        }
    }

    private static ObjectNode options(ChatRequest request) {
        ObjectNode options = Json.mapper().createObjectNode();
        Sampling sampling = request.sampling();
        request.maxTokens().ifPresent(most -> options.put("num_predict", most));
        sampling.temperature().ifPresent(temperature -> options.put("temperature", temperature));
        sampling.topP().ifPresent(topP -> options.put("top_p", topP));
        sampling.topK().ifPresent(topK -> options.put("top_k", topK));
        sampling.minP().ifPresent(minP -> options.put("min_p", minP));
        sampling.seed().ifPresent(seed -> options.put("seed", seed));
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(options.putArray("stop")::add);
        }
        sampling.frequencyPenalty().ifPresent(penalty -> options.put("frequency_penalty", penalty));
        sampling.presencePenalty().ifPresent(penalty -> options.put("presence_penalty", penalty));
        sampling.repetitionPenalty().ifPresent(penalty -> options.put("repeat_penalty", penalty));
        return options;
    }

    private static void thinking(ObjectNode body, Thinking thinking) {
        Optional<Effort> effort = thinking.effort();
        if (effort.isEmpty() || effort.get() == Effort.NONE) {
            body.put("think", effort.isEmpty());
        } else {
            body.put("think", effort.get().name().toLowerCase(Locale.ROOT));
        }
    }
}
