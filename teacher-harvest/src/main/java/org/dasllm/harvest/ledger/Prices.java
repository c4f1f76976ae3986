package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dasllm.format.io.Json;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/** What requests and answers cost, computed exactly. */
public final class Prices {
    private static final List<String> ANSWER_LIMITS = List.of("max_tokens", "max_completion_tokens");
    private static final int MILLION_DIGITS = 6;

    private final BigDecimal input;
    private final BigDecimal cachedInput;
    private final BigDecimal output;
    private final BigDecimal reasoning;

    private Prices(double input, double cachedInput, double output, double reasoning) {
        this.input = perToken(input);
        this.cachedInput = perToken(cachedInput);
        this.output = perToken(output);
        this.reasoning = perToken(reasoning);
    }

    /** @param prices null where they are not known: then tokens are counted, and no money */
    public static Prices of(@Nullable TeacherPrices prices) {
        return prices == null
                ? new Prices(0, 0, 0, 0)
                : new Prices(
                        prices.input(),
                        prices.cachedInput().orElse(prices.input()),
                        prices.output(),
                        prices.reasoning().orElse(prices.output()));
    }

    /** As it is written in the configuration: the shortest decimal number that means the same. */
    private static BigDecimal perToken(double perMillion) {
        return BigDecimal.valueOf(perMillion).movePointLeft(MILLION_DIGITS);
    }

    /** More than a request can cost: a token is at least a byte of what is sent, and the answer is limited. */
    public Amount most(JsonNode body) {
        long bytes = Json.line(body).getBytes(StandardCharsets.UTF_8).length;
        long answer = ANSWER_LIMITS.stream()
                .mapToLong(limit -> body.path(limit).longValue())
                .sum();
        BigDecimal money = times(bytes, input.max(cachedInput)).add(times(answer, output.max(reasoning)));
        return new Amount(bytes + answer, money);
    }

    /** The most that so many tokens can cost, of whatever kind they are. */
    Amount dearest(long tokens) {
        BigDecimal price = input.max(cachedInput).max(output).max(reasoning);
        return new Amount(tokens, times(tokens, price));
    }

    /** What an answer cost; {@code most} where the teacher does not say. */
    Amount of(JournalLine.Answer answer, Amount most) {
        if (answer.promptTokens() == null || answer.completionTokens() == null) {
            return most;
        }
        long prompt = answer.promptTokens();
        long completion = answer.completionTokens();
        long cached = answer.cachedTokens() == null ? 0 : Math.min(prompt, answer.cachedTokens());
        long thought = answer.reasoningTokens() == null ? 0 : Math.min(completion, answer.reasoningTokens());
        BigDecimal money = times(prompt - cached, input)
                .add(times(cached, cachedInput))
                .add(times(completion - thought, output))
                .add(times(thought, reasoning));
        return new Amount(prompt + completion, money);
    }

    private static BigDecimal times(long tokens, BigDecimal price) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
