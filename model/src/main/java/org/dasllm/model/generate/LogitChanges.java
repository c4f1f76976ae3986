package org.dasllm.model.generate;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Biases and penalties of one sequence, in vLLM's order: biases are added; then the repetition penalty (Keskar et al., 2019,
 * arXiv:1909.05858) divides the positive logits and multiplies the negative ones of tokens in the prompt or the answer; then a token that is c
 * times in the answer loses c × frequency, and presence as well where c is above 0. That is OpenAI's formula (its guide to text generation,
 * "Frequency and presence penalties"), in which c counts what was sampled before, so that the prompt does not count.
 */
final class LogitChanges {
    private final LogitOptions options;
    private final Map<Integer, Integer> counts = new LinkedHashMap<>();
    private final BitSet seen = new BitSet();

    LogitChanges(LogitOptions options, int[] prompt) {
        this.options = options;
        for (int token : prompt) {
            seen.set(token);
        }
    }

    void apply(float[] logits) {
        options.biases().forEach((token, bias) -> logits[token] += bias.floatValue());
        float repetition = (float) options.repetitionPenalty();
        if (repetition != 1) {
            for (int token = seen.nextSetBit(0); token >= 0; token = seen.nextSetBit(token + 1)) {
                logits[token] = logits[token] < 0 ? logits[token] * repetition : logits[token] / repetition;
            }
        }
        if (options.frequencyPenalty() != 0 || options.presencePenalty() != 0) {
            counts.forEach((token, count) ->
                    logits[token] -= (float) (count * options.frequencyPenalty() + options.presencePenalty()));
        }
    }

    /** A token has been added to the answer. */
    void taken(int token) {
        counts.merge(token, 1, Integer::sum);
        seen.set(token);
    }
}
