package org.dasllm.harvest.ledger;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.dasllm.harvest.journal.JournalLine;

/** Adds up what outcomes cost, by what it was paid for. */
final class CostTally {
    private static final String UNTOLD = "not told";

    private final Map<TokenKind, Amount> kinds = new EnumMap<>(TokenKind.class);
    private final Map<String, CountedAmount> served = new HashMap<>();
    private CountedAmount atOtherPrices = CountedAmount.NONE;
    private CountedAmount withoutUsage = CountedAmount.NONE;
    private CountedAmount inVain = CountedAmount.NONE;
    private long unbilled;

    /**
     * @param cost what the line counts with
     * @param today today's prices of the way in which it was asked; empty where it counts with another day's
     */
    void answered(JournalLine.Answer answer, Amount cost, Optional<Prices> today) {
        String model = answer.model();
        served.merge(
                model == null ? UNTOLD : model, CountedAmount.NONE.plus(cost), (all, one) -> all.plus(one.amount()));
        Optional<TokenCounts> counts = TokenCounts.of(answer);
        if (counts.isEmpty()) {
            withoutUsage = withoutUsage.plus(cost);
            return;
        }
        if (today.isEmpty()) {
            atOtherPrices = atOtherPrices.plus(cost);
            return;
        }
        for (TokenKind kind : TokenKind.values()) {
            kinds.merge(kind, today.get().cost(counts.get(), kind), Amount::plus);
        }
    }

    /** @param cost nothing where it is not billed */
    void failed(Amount cost) {
        if (cost.tokens() == 0) {
            unbilled++;
        } else {
            inVain = inVain.plus(cost);
        }
    }

    /**
     * All of it.
     *
     * @param spent with what was lost
     * @param lostRequests how many requests that is
     */
    Costs costs(Amount spent, long lostRequests) {
        Amount settled = kinds.values().stream().reduce(atOtherPrices.amount(), Amount::plus);
        Amount known = settled.plus(withoutUsage.amount()).plus(inVain.amount());
        return new Costs(
                spent,
                kinds,
                served,
                atOtherPrices,
                withoutUsage,
                inVain,
                new CountedAmount(lostRequests, spent.minus(known)),
                unbilled);
    }
}
