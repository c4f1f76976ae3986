package org.dasllm.harvest.config;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What a teacher's tokens cost, in money for a million of them.
 *
 * @param input tokens of the request
 * @param cachedInput tokens of the request that the teacher says it took from its cache; as much as {@code input} where
 *     nothing is given
 * @param cacheWrite tokens of the request that the teacher says it put into its cache; as much as {@code input} where nothing is
 *     given
 * @param output tokens of the answer
 * @param reasoning tokens of the answer that the teacher says are reasoning; as much as {@code output} where nothing is given
 * @param currency what the prices are in, for messages
 * @param longPrompt other prices for requests with long prompts
 * @param date when the prices were looked up, such as 2026-11-29
 * @param source where: the address of the vendor's page, or words
 * @param batch what a batch costs of that; where nothing is given, as much
 */
public record TeacherPrices(
        double input,
        Optional<Double> cachedInput,
        Optional<Double> cacheWrite,
        double output,
        Optional<Double> reasoning,
        @Default("USD") String currency,
        Optional<LongPromptPrices> longPrompt,
        Optional<String> date,
        Optional<String> source,
        Optional<BatchPrices> batch) {
    /** Per million tokens; more is a mistake, such as a price of many millions. */
    private static final double MOST = 1_000_000;

    public TeacherPrices {
        Faults faults = new Faults();
        check(faults, input, cachedInput, cacheWrite, output, reasoning);
        faults.unless(!currency.isBlank(), "currency", "is empty")
                .unless(isDate(date), "date", "is a date such as 2026-11-29, not '" + date.orElse("") + "'")
                .refuse();
    }

    /** Prices of which nothing more is known. */
    public TeacherPrices(
            double input, Optional<Double> cachedInput, double output, Optional<Double> reasoning, String currency) {
        this(
                input,
                cachedInput,
                Optional.empty(),
                output,
                reasoning,
                currency,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The prices of a batch. */
    TeacherPrices inBatches() {
        return batch.map(each -> each.of(this)).orElse(this);
    }

    static void check(
            Faults faults,
            double input,
            Optional<Double> cachedInput,
            Optional<Double> cacheWrite,
            double output,
            Optional<Double> reasoning) {
        check(faults, "input", input);
        check(faults, "cached_input", cachedInput.orElse(0.0));
        check(faults, "cache_write", cacheWrite.orElse(0.0));
        check(faults, "output", output);
        check(faults, "reasoning", reasoning.orElse(0.0));
    }

    private static void check(Faults faults, String key, double price) {
        faults.unless(price >= 0 && price <= MOST, key, "is from 0 to 1000000, not " + price);
    }

    /** Whether it is absent or such as {@code 2026-11-29}. */
    static boolean isDate(Optional<String> date) {
        try {
            date.ifPresent(LocalDate::parse);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
