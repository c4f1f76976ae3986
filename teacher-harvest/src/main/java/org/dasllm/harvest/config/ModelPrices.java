package org.dasllm.harvest.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.config.Faults;

/**
 * What one model costs under all its names, in money for a million tokens.
 *
 * @param names exactly as they are asked for: the model's, and those of its snapshots that cost the same
 * @param input as in a teacher's {@code prices}
 * @param cachedInput as in a teacher's {@code prices}
 * @param cacheWrite as in a teacher's {@code prices}
 * @param output as in a teacher's {@code prices}
 * @param reasoning as in a teacher's {@code prices}
 * @param longPrompt as in a teacher's {@code prices}
 * @param until the last day of these prices, where the vendor names one; after it they count as unknown
 */
public record ModelPrices(
        List<String> names,
        double input,
        Optional<Double> cachedInput,
        Optional<Double> cacheWrite,
        double output,
        Optional<Double> reasoning,
        Optional<LongPromptPrices> longPrompt,
        Optional<String> until) {

    public ModelPrices {
        names = List.copyOf(names);
        Faults faults = new Faults()
                .unless(!names.isEmpty(), "names", "is empty")
                .unless(
                        TeacherPrices.isDate(until),
                        "until",
                        "is a date such as 2026-12-31, not '" + until.orElse("") + "'");
        TeacherPrices.check(faults, input, cachedInput, cacheWrite, output, reasoning);
        faults.refuse();
    }

    boolean holdsOn(LocalDate day) {
        return until.map(LocalDate::parse).map(last -> !day.isAfter(last)).orElse(true);
    }
}
