package org.dasllm.wire.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.AnswerFormat;
import org.dasllm.wire.chat.ChatRequest;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.chat.Thinking;
import org.dasllm.wire.chat.Thinking.Effort;

/** Writes the {@code generationConfig} of a request. */
final class ConfigWriter {
    private ConfigWriter() {}

    static ObjectNode config(ChatRequest request) {
        ObjectNode config = Json.mapper().createObjectNode();
        Sampling sampling = request.sampling();
        sampling.temperature().ifPresent(temperature -> config.put("temperature", temperature));
        sampling.topP().ifPresent(topP -> config.put("topP", topP));
        sampling.topK().ifPresent(topK -> config.put("topK", topK));
        if (request.choices() != 1) {
            config.put("candidateCount", request.choices());
        }
        request.maxTokens().ifPresent(most -> config.put("maxOutputTokens", most));
        if (!sampling.stop().isEmpty()) {
            sampling.stop().forEach(config.putArray("stopSequences")::add);
        }
        request.alternatives().ifPresent(alternatives -> logprobs(config, alternatives));
        sampling.presencePenalty().ifPresent(penalty -> config.put("presencePenalty", penalty));
        sampling.frequencyPenalty().ifPresent(penalty -> config.put("frequencyPenalty", penalty));
        sampling.seed().ifPresent(seed -> config.put("seed", (int) seed));
        format(config, request.format());
        request.thinking().ifPresent(thinking -> thinking(config.putObject("thinkingConfig"), thinking));
        return config;
    }

    /** No alternatives are no number of them. */
    private static void logprobs(ObjectNode config, int alternatives) {
        config.put("responseLogprobs", true);
        if (alternatives > 0) {
            config.put("logprobs", alternatives);
        }
    }

    /** A schema goes without its name and description, for which there is no place, and is held to in any case. */
    private static void format(ObjectNode config, AnswerFormat format) {
        if (format instanceof AnswerFormat.JsonObject) {
            config.put("responseMimeType", "application/json");
        } else if (format instanceof AnswerFormat.JsonSchema named) {
            config.put("responseMimeType", "application/json")
                    .set("responseJsonSchema", named.schema().orElseThrow());
        } else if (format instanceof AnswerFormat.Other other && other.content() instanceof ObjectNode settings) {
            config.setAll(settings);
        }
    }

    private static void thinking(ObjectNode node, Thinking thinking) {
        if (thinking.shown()) {
            node.put("includeThoughts", true);
        }
        if (thinking.effort().equals(Optional.of(Effort.NONE))) {
            node.put("thinkingBudget", 0);
            return;
        }
        thinking.budget().ifPresent(budget -> node.put("thinkingBudget", budget));
        thinking.effort().ifPresent(effort -> node.put("thinkingLevel", effort.name()));
    }
}
