package org.dasllm.harvest.ledger;

import java.math.BigDecimal;
import org.dasllm.harvest.config.LongPromptPrices;
import org.dasllm.harvest.config.TeacherPrices;

/** The price of one token of each kind. */
record Rates(BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output, BigDecimal reasoning) {
    private static final int MILLION_DIGITS = 6;

    static final Rates FREE =
            new Rates(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    static Rates of(TeacherPrices prices) {
        return new Rates(
                perToken(prices.input()),
                perToken(prices.cachedInput().orElse(prices.input())),
                perToken(prices.cacheWrite().orElse(prices.input())),
                perToken(prices.output()),
                perToken(prices.reasoning().orElse(prices.output())));
    }

    static Rates of(LongPromptPrices prices) {
        return new Rates(
                perToken(prices.input()),
                perToken(prices.cachedInput().orElse(prices.input())),
                perToken(prices.cacheWrite().orElse(prices.input())),
                perToken(prices.output()),
                perToken(prices.reasoning().orElse(prices.output())));
    }

    /** As it is written in the configuration: the shortest decimal number that means the same. */
    private static BigDecimal perToken(double perMillion) {
        return BigDecimal.valueOf(perMillion).movePointLeft(MILLION_DIGITS);
    }

    BigDecimal of(TokenKind kind) {
        return switch (kind) {
            case INPUT -> input;
            case CACHED_INPUT -> cachedInput;
            case CACHE_WRITE -> cacheWrite;
            case OUTPUT -> output;
            case REASONING -> reasoning;
        };
    }

    BigDecimal dearest() {
        return dearestInput().max(dearestOutput());
    }

    private BigDecimal dearestInput() {
        return input.max(cachedInput).max(cacheWrite);
    }

    private BigDecimal dearestOutput() {
        return output.max(reasoning);
    }

    /** What so many tokens cost at most. */
    BigDecimal most(long request, long answer) {
        return dearestInput()
                .multiply(BigDecimal.valueOf(request))
                .add(dearestOutput().multiply(BigDecimal.valueOf(answer)));
    }
}
