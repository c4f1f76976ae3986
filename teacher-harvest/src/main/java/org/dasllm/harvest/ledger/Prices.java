package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.dasllm.harvest.config.LongPromptPrices;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/** What requests and answers cost, computed exactly. */
public final class Prices {
    private final Rates rates;
    private final Rates longRates;
    private final long longFrom;
    /** Null where no prices are known. */
    private final @Nullable String currency;

    private Prices(Rates rates, Rates longRates, long longFrom, @Nullable String currency) {
        this.rates = rates;
        this.longRates = longRates;
        this.longFrom = longFrom;
        this.currency = currency;
    }

    /** @param prices null where they are not known: then tokens are counted, and no money */
    public static Prices of(@Nullable TeacherPrices prices) {
        if (prices == null) {
            return new Prices(Rates.FREE, Rates.FREE, Long.MAX_VALUE, null);
        }
        Rates rates = Rates.of(prices);
        Optional<LongPromptPrices> longPrompt = prices.longPrompt();
        return new Prices(
                rates,
                longPrompt.map(Rates::of).orElse(rates),
                longPrompt.map(LongPromptPrices::above).orElse(Long.MAX_VALUE),
                prices.currency());
    }

    /** Whether money is counted at all. */
    boolean known() {
        return currency != null;
    }

    /** As a line of a journal keeps it; empty where no prices are known. */
    Optional<JournalLine.Money> told(Amount cost) {
        return Optional.ofNullable(currency)
                .map(in -> new JournalLine.Money(cost.money().toPlainString(), in));
    }

    /** The same with the money that a line of a journal tells, where that is of this currency. */
    Amount asTold(JournalLine line, Amount computed) {
        JournalLine.Money told = line.cost();
        return told != null && told.currency().equals(currency)
                ? new Amount(computed.tokens(), new BigDecimal(told.amount()))
                : computed;
    }

    /** More than a request can cost, see {@link RequestBound}. */
    public Amount most(JsonNode body) {
        return most(RequestBound.of(body));
    }

    /** As many tokens as there can be, each of the dearest kind that it can be of. */
    Amount most(RequestBound bound) {
        BigDecimal money = rates.most(bound.input(), bound.output());
        if (bound.input() > longFrom) {
            money = money.max(longRates.most(bound.input(), bound.output()));
        }
        return new Amount(bound.input() + bound.output(), money);
    }

    /** The most that so many tokens can cost, of whatever kind they are. */
    Amount dearest(long tokens) {
        BigDecimal price = tokens > longFrom ? rates.dearest().max(longRates.dearest()) : rates.dearest();
        return new Amount(tokens, price.multiply(BigDecimal.valueOf(tokens)));
    }

    /** What so many tokens cost that come from no cache and are not reasoning, in requests of usual length. */
    public Amount expected(long request, long answer) {
        BigDecimal money = rates.input()
                .multiply(BigDecimal.valueOf(request))
                .add(rates.output().multiply(BigDecimal.valueOf(answer)));
        return new Amount(request + answer, money);
    }

    /** What an answer cost; {@code most} where the teacher does not say. */
    Amount cost(JournalLine.Answer answer, Amount most) {
        return TokenCounts.of(answer).map(this::cost).orElse(most);
    }

    Amount cost(TokenCounts counts) {
        BigDecimal money = BigDecimal.ZERO;
        for (TokenKind kind : TokenKind.values()) {
            money = money.add(cost(counts, kind).money());
        }
        return new Amount(counts.request() + counts.answer(), money);
    }

    /** What the tokens of one kind cost. */
    Amount cost(TokenCounts counts, TokenKind kind) {
        Rates rate = counts.request() > longFrom ? longRates : rates;
        long tokens = counts.of(kind);
        return new Amount(tokens, rate.of(kind).multiply(BigDecimal.valueOf(tokens)));
    }
}
