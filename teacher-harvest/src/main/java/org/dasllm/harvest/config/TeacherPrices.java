package org.dasllm.harvest.config;

import java.util.Optional;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What a teacher's tokens cost, in money for a million of them.
 *
 * @param input tokens of the request
 * @param cachedInput tokens of the request that the teacher says it took from its cache; as much as {@code input} where
 *     nothing is given
 * @param output tokens of the answer
 * @param reasoning tokens of the answer that the teacher says are reasoning; as much as {@code output} where nothing is given
 * @param currency what the prices are in, for messages
 */
public record TeacherPrices(
        double input,
        Optional<Double> cachedInput,
        double output,
        Optional<Double> reasoning,
        @Default("USD") String currency) {
    /** Per million tokens; more is a mistake, such as a price of many millions. */
    private static final double MOST = 1_000_000;

    public TeacherPrices {
        new Faults()
                .unless(isPrice(input), "input", "is from 0 to 1000000, not " + input)
                .unless(
                        isPrice(cachedInput.orElse(0.0)),
                        "cached_input",
                        "is from 0 to 1000000, not " + cachedInput.orElse(0.0))
                .unless(isPrice(output), "output", "is from 0 to 1000000, not " + output)
                .unless(
                        isPrice(reasoning.orElse(0.0)),
                        "reasoning",
                        "is from 0 to 1000000, not " + reasoning.orElse(0.0))
                .unless(!currency.isBlank(), "currency", "is empty")
                .refuse();
    }

    private static boolean isPrice(double price) {
        return price >= 0 && price <= MOST;
    }
}
