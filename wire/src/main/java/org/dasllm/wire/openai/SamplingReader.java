package org.dasllm.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.Sampling;
import org.dasllm.wire.request.Fields;

/**
 * Reads how tokens are to be chosen. Beside the protocol's own words there are those of engines that people run themselves: {@code top_k},
 * {@code min_p} and {@code repetition_penalty} as in vLLM and llama.cpp (there also {@code repeat_penalty}).
 */
final class SamplingReader {
    private static final int MOST_STOPS = 4;

    private SamplingReader() {}

    static Sampling read(Fields fields) {
        return new Sampling(
                fields.number("temperature", 0, 2),
                fields.number("top_p", 0, 1),
                topK(fields),
                fields.number("min_p", 0, 1),
                fields.integer("seed"),
                stop(fields),
                fields.number("frequency_penalty", -2, 2),
                fields.number("presence_penalty", -2, 2),
                repetitionPenalty(fields),
                logitBias(fields));
    }

    /** How many; as in vLLM and llama.cpp, 0 and -1 mean all. */
    private static OptionalInt topK(Fields fields) {
        OptionalInt most = fields.integer("top_k", -1, Integer.MAX_VALUE);
        return most.orElse(0) < 1 ? OptionalInt.empty() : most;
    }

    private static OptionalDouble repetitionPenalty(Fields fields) {
        String name = fields.has("repetition_penalty") ? "repetition_penalty" : "repeat_penalty";
        OptionalDouble penalty = fields.number(name, 0, 10);
        if (penalty.orElse(1) == 0) {
            throw RequestRefused.invalid(name, "Invalid '" + name + "': 0 is not above 0; 1 is no penalty.");
        }
        return penalty;
    }

    private static List<String> stop(Fields fields) {
        Optional<JsonNode> value = fields.value("stop");
        if (value.isEmpty()) {
            return List.of();
        }
        JsonNode stop = value.get();
        if (!stop.isArray() && !stop.isTextual()) {
            throw Fields.wrong("stop", "a string or an array of strings", stop);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : stop.isArray() ? stop : List.of(stop)) {
            if (!each.isTextual()) {
                throw Fields.wrong("stop", "strings in its array", each);
            }
            if (each.textValue().isEmpty()) {
                throw RequestRefused.invalid("stop", "Invalid 'stop': a text in it is empty.");
            }
            texts.add(each.textValue());
        }
        if (texts.size() > MOST_STOPS) {
            throw RequestRefused.invalid("stop", "Invalid 'stop': at most " + MOST_STOPS + " texts are allowed.");
        }
        return texts;
    }

    private static Map<Integer, Double> logitBias(Fields fields) {
        Optional<JsonNode> value = fields.value("logit_bias");
        Map<Integer, Double> biases = new TreeMap<>();
        if (value.isEmpty()) {
            return biases;
        }
        Fields bias = new Fields(Fields.object("logit_bias", value.get()));
        bias.object().fieldNames().forEachRemaining(token -> {
            if (!token.matches("\\d{1,9}")) {
                throw RequestRefused.invalid("logit_bias", "Invalid 'logit_bias': '" + token + "' is no token id.");
            }
            bias.number(token, -100, 100, "logit_bias." + token)
                    .ifPresent(each -> biases.put(Integer.valueOf(token), each));
        });
        return biases;
    }
}
