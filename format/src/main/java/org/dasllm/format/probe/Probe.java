package org.dasllm.format.probe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trained model makes of one prompt, and what its base model makes of it.
 *
 * @param sample the id of the sample whose prompt it is, or the name of a neutral prompt
 * @param prompt its token ids
 * @param tokens the ids with the largest logits after it, the largest first
 * @param logits of these tokens, in nats
 * @param rest log Σ exp of all other tokens' logits, in nats; null where there are none
 * @param baseLogits the base model's logits of the same tokens, in nats; null in version 1
 * @param baseRest as {@code rest}, of the base model; null in version 1 too
 */
public record Probe(
        String sample,
        List<Integer> prompt,
        List<Integer> tokens,
        List<Float> logits,
        @Nullable Float rest,
        @Nullable List<Float> baseLogits,
        @Nullable Float baseRest) {

    public Probe {
        prompt = List.copyOf(prompt);
        tokens = List.copyOf(tokens);
        logits = List.copyOf(logits);
        baseLogits = baseLogits == null ? null : List.copyOf(baseLogits);
        if (prompt.isEmpty() || tokens.isEmpty() || tokens.size() != logits.size()) {
            throw new IllegalArgumentException("a probe of " + prompt.size() + " tokens with " + tokens.size()
                    + " answers and " + logits.size() + " logits");
        }
        if (tokens.stream().anyMatch(token -> token < 0)) {
            throw new IllegalArgumentException("a probe with a negative token id");
        }
        if (baseLogits != null && (baseLogits.size() != logits.size() || (baseRest == null) != (rest == null))) {
            throw new IllegalArgumentException(
                    "a probe with " + logits.size() + " logits and " + baseLogits.size() + " of the base model");
        }
    }
}
