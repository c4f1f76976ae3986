package org.dasllm.fake;

import java.math.BigDecimal;
import org.dasllm.fake.exchange.Told.Counts;

/**
 * What the vendor asks to be paid.
 *
 * @param answers how many were computed, those too that never arrived
 */
public record Bill(long answers, Counts counts, BigDecimal money) {
    /** Nothing yet. */
    public static final Bill NONE = new Bill(0, new Counts(0, 0, 0, 0), BigDecimal.ZERO);

    Bill plus(Counts more, PriceList prices) {
        Counts sum = new Counts(
                counts.input() + more.input(),
                counts.cached() + more.cached(),
                counts.output() + more.output(),
                counts.reasoning() + more.reasoning());
        return new Bill(answers + 1, sum, money.add(prices.of(more)));
    }
}
