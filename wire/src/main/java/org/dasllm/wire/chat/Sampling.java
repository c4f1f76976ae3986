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
 * @param minP how probable a token must be beside the most probable one, from 0 to 1
 * @param seed decides every draw
 * @param stop texts that end the answer
 * @param frequencyPenalty taken from a token's logit for each time that it is in the answer already
 * @param presencePenalty taken from a token's logit if it is in the answer already
 * @param repetitionPenalty divides the positive logits, and multiplies the negative ones, of tokens that are in the prompt or the answer
 * @param logitBias added to logits, by token id
 */
public record Sampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalLong seed,
        List<String> stop,
        OptionalDouble frequencyPenalty,
        OptionalDouble presencePenalty,
        OptionalDouble repetitionPenalty,
        Map<Integer, Double> logitBias) {

    public Sampling {
        stop = List.copyOf(stop);
        logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias));
    }

    /** What the vendors' protocols have words for: without min-p and a repetition penalty. */
    public Sampling(
            OptionalDouble temperature,
            OptionalDouble topP,
            OptionalInt topK,
            OptionalLong seed,
            List<String> stop,
            OptionalDouble frequencyPenalty,
            OptionalDouble presencePenalty,
            Map<Integer, Double> logitBias) {
        this(
                temperature,
                topP,
                topK,
                OptionalDouble.empty(),
                seed,
                stop,
                frequencyPenalty,
                presencePenalty,
                OptionalDouble.empty(),
                logitBias);
    }
}
