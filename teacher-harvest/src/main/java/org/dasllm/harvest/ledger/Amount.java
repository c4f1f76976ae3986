package org.dasllm.harvest.ledger;

import java.math.BigDecimal;

/**
 * Tokens, and what they cost.
 *
 * @param tokens of requests and answers together
 * @param money exactly, in the prices' currency; 0 where no prices are known
 */
public record Amount(long tokens, BigDecimal money) {
    public static final Amount NOTHING = new Amount(0, BigDecimal.ZERO);

    public Amount {
        money = money.stripTrailingZeros();
    }

    public Amount plus(Amount other) {
        return new Amount(tokens + other.tokens, money.add(other.money));
    }

    Amount minus(Amount other) {
        return new Amount(tokens - other.tokens, money.subtract(other.money));
    }
}
