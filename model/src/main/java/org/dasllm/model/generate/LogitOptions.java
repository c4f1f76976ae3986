package org.dasllm.model.generate;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.format.error.DasllmException;

/**
 * What is changed in the logits before a token is drawn.
 *
 * @param frequencyPenalty taken from a token's logit for each time that it is in the answer already
 * @param presencePenalty taken from a token's logit if it is in the answer already
 * @param repetitionPenalty divides the positive logits, and multiplies the negative ones, of tokens that are in the prompt or the answer
 *     already; 1 for none
 * @param biases added to logits, by token
 */
public record LogitOptions(
        double frequencyPenalty, double presencePenalty, double repetitionPenalty, Map<Integer, Double> biases) {
    /** Nothing is changed. */
    public static final LogitOptions NONE = new LogitOptions(0, 0, 1, Map.of());

    public LogitOptions {
        if (!Double.isFinite(frequencyPenalty) || !Double.isFinite(presencePenalty)) {
            throw DasllmException.usage(
                    "the penalties are " + frequencyPenalty + " and " + presencePenalty, "Set them to finite numbers");
        }
        if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw DasllmException.usage("repetitionPenalty is " + repetitionPenalty, "Set it above 0; 1 is none");
        }
        biases = Collections.unmodifiableMap(new TreeMap<>(biases));
    }
}
