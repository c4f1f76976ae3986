package org.dasllm.format.probe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model makes of one prompt.
 *
 * @param sample the id of the sample whose prompt it is
 * @param prompt its token ids
 * @param tokens the ids with the largest logits after it, the largest first
 * @param logits of these tokens, in nats
 * @param rest log Σ exp of all other tokens' logits, in nats; null where there are none
 */
public record Probe(
        String sample,
        List<Integer> prompt,
        List<Integer> tokens,
        List<Float> logits,
        @Nullable Float rest) {

    public Probe {
        prompt = List.copyOf(prompt);
        tokens = List.copyOf(tokens);
        logits = List.copyOf(logits);
        if (prompt.isEmpty() || tokens.isEmpty() || tokens.size() != logits.size()) {
            throw new IllegalArgumentException("a probe of " + prompt.size() + " tokens with " + tokens.size()
                    + " answers and " + logits.size() + " logits");
        }
    }
}
