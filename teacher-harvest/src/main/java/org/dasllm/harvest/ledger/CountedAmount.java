package org.dasllm.harvest.ledger;

/**
 * What some requests came to.
 *
 * @param count how many requests
 */
public record CountedAmount(long count, Amount amount) {
    static final CountedAmount NONE = new CountedAmount(0, Amount.NOTHING);

    CountedAmount plus(Amount another) {
        return new CountedAmount(count + 1, amount.plus(another));
    }
}
