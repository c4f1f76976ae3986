package org.dasllm.harvest.config;

import java.math.BigDecimal;
import java.util.Optional;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;

/**
 * What a vendor asks for the tokens of a batch, as shares of its usual prices.
 *
 * @param share of every price, such as 0.5 for half
 * @param cachedInput the share for tokens of the request that came from the vendor's cache; as for the others where nothing is given
 */
public record BatchPrices(@Default("1") double share, Optional<Double> cachedInput) {
    public BatchPrices {
        new Faults()
                .unless(share >= 0 && share <= 1, "share", "is from 0 to 1, not " + share)
                .unless(
                        cachedInput.orElse(0.0) >= 0 && cachedInput.orElse(0.0) <= 1,
                        "cached_input",
                        "is from 0 to 1, not " + cachedInput.orElse(0.0))
                .refuse();
    }

    TeacherPrices of(TeacherPrices usual) {
        return new TeacherPrices(
                part(usual.input(), share),
                Optional.of(part(usual.cachedInput().orElse(usual.input()), cached())),
                usual.cacheWrite().map(price -> part(price, share)),
                part(usual.output(), share),
                usual.reasoning().map(price -> part(price, share)),
                usual.currency(),
                usual.longPrompt()
                        .map(each -> new LongPromptPrices(
                                each.above(),
                                part(each.input(), share),
                                Optional.of(part(each.cachedInput().orElse(each.input()), cached())),
                                each.cacheWrite().map(price -> part(price, share)),
                                part(each.output(), share),
                                each.reasoning().map(price -> part(price, share)))),
                usual.date(),
                usual.source(),
                Optional.empty());
    }

    private double cached() {
        return cachedInput.orElse(share);
    }

    /** In decimal numbers, as they are written. */
    private static double part(double price, double share) {
        return BigDecimal.valueOf(price).multiply(BigDecimal.valueOf(share)).doubleValue();
    }
}
