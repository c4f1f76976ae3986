package org.dasllm.fake;

import java.math.BigDecimal;
import org.dasllm.fake.exchange.Told.Counts;

/** What a token of each kind costs, exactly. */
public record PriceList(BigDecimal input, BigDecimal cached, BigDecimal output, BigDecimal reasoning) {
    private static final int MILLION_DIGITS = 6;

    /** As vendors list them, for a million tokens. */
    public static PriceList perMillion(String input, String cached, String output, String reasoning) {
        return new PriceList(each(input), each(cached), each(output), each(reasoning));
    }

    /** In batches. */
    PriceList half() {
        BigDecimal half = new BigDecimal("0.5");
        return new PriceList(
                input.multiply(half), cached.multiply(half), output.multiply(half), reasoning.multiply(half));
    }

    private static BigDecimal each(String million) {
        return new BigDecimal(million).movePointLeft(MILLION_DIGITS);
    }

    BigDecimal of(Counts counts) {
        return times(input, counts.input() - counts.cached())
                .add(times(cached, counts.cached()))
                .add(times(output, counts.output() - counts.reasoning()))
                .add(times(reasoning, counts.reasoning()));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
