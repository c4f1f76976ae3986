package org.dasllm.wire.chat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How tokens are chosen; what is empty is left to the server.
 *
 * @param temperature 0 for the most probable token
 * @param topP the nucleus: tokens are drawn from the most probable ones that reach this probability together
 * @param topK how many of the most probable tokens are drawn from
 * @param seed decides every draw
 * @param stop texts that end the answer
 * @param frequencyPenalty taken from a token's logit for each time that it is in the answer already
 * @param presencePenalty taken from a token's logit if it is in the answer already
 * @param logitBias added to logits, by token id
 */
public record Sampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalLong seed,
        List<String> stop,
        OptionalDouble frequencyPenalty,
        OptionalDouble presencePenalty,
        Map<Integer, Double> logitBias) {

    public Sampling {
        stop = List.copyOf(stop);
        logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias));
    }

    /** A temperature, and all else left to the server. */
    public static Sampling at(double temperature) {
        return of(OptionalDouble.of(temperature));
    }

    /** All left to the server. */
    public static Sampling unset() {
        return of(OptionalDouble.empty());
    }

    private static Sampling of(OptionalDouble temperature) {
        return new Sampling(
                temperature,
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Map.of());
    }
}
