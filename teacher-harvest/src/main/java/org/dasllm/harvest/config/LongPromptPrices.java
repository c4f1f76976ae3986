package org.dasllm.harvest.config;

import java.util.Optional;
import org.dasllm.format.config.Faults;

/**
 * What all tokens of a request with a long prompt cost, where its vendor asks more for such ones.
 *
 * @param above a prompt with more tokens than this, cached ones included, is a long one
 * @param input as in {@code prices}
 * @param cachedInput as in {@code prices}
 * @param cacheWrite as in {@code prices}
 * @param output as in {@code prices}
 * @param reasoning as in {@code prices}
 */
public record LongPromptPrices(
        long above,
        double input,
        Optional<Double> cachedInput,
        Optional<Double> cacheWrite,
        double output,
        Optional<Double> reasoning) {

    public LongPromptPrices {
        Faults faults = new Faults().unless(above >= 1, "above", "is at least 1, not " + above);
        TeacherPrices.check(faults, input, cachedInput, cacheWrite, output, reasoning);
        faults.refuse();
    }
}
