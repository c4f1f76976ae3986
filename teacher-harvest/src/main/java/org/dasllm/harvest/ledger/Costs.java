package org.dasllm.harvest.ledger;

import java.util.Map;

/**
 * What is spent, by what it was spent on: the kinds of answers with usage, those at other prices, answers without usage, attempts in vain and
 * lost requests come to the whole. All but the first two are counted at their most.
 *
 * @param spent all of it
 * @param kinds of answers whose usage the teacher told, by kind of token
 * @param served answers by the model that the teacher says it served, with usage or without; its own name where it does not say
 * @param atOtherPrices answers with usage that were counted at the prices of another day, or of another teacher
 * @param withoutUsage answers whose usage the teacher did not tell
 * @param inVain attempts that brought no answer and may have been billed, such as streams that were cut and time that ran out
 * @param lost requests of which no outcome is known, as a process ended with them under way
 * @param unbilled how many attempts brought no answer and cost nothing, such as refusals
 */
public record Costs(
        Amount spent,
        Map<TokenKind, Amount> kinds,
        Map<String, CountedAmount> served,
        CountedAmount atOtherPrices,
        CountedAmount withoutUsage,
        CountedAmount inVain,
        CountedAmount lost,
        long unbilled) {

    public Costs {
        kinds = Map.copyOf(kinds);
        served = Map.copyOf(served);
    }

    /** Answers whose usage the teacher told. */
    public Amount settled() {
        return kinds.values().stream().reduce(atOtherPrices.amount(), Amount::plus);
    }
}
