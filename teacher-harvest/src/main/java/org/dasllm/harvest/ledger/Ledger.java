package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a harvest within its budget, in tokens and in money. Each request reserves the most that it can cost before it is sent,
 * and gives back what it did not use: so the budget is never exceeded, and at the end less than one request's most is left
 * over.
 *
 * <p>It begins with every line of the journal: answers, what was paid for and could not be read, and at its most each request
 * without an outcome, which was under way when a process was killed. What is counted while a harvest runs is what the journal's
 * lines come to when they are read again.
 */
public final class Ledger {
    private final Prices prices;
    private final @Nullable Long tokenLimit;
    private final @Nullable BigDecimal moneyLimit;
    private final Amount unknownMost;
    /** Of each request, by its hash, the most that it can cost. */
    private final Map<String, Amount> most = new HashMap<>();

    /** Of each request without an outcome, what it counts with in what is spent. */
    private final Map<String, Amount> lost = new HashMap<>();

    private Amount spent = Amount.NOTHING;
    private Amount reserved = Amount.NOTHING;

    /**
     * @param tokenLimit null for none
     * @param moneyLimit null for none
     * @param unknownTokens what a line counts with whose request is not in the journal and whose cost is not told
     */
    public Ledger(Prices prices, @Nullable Long tokenLimit, @Nullable BigDecimal moneyLimit, long unknownTokens) {
        this.prices = prices;
        this.tokenLimit = tokenLimit;
        this.moneyLimit = moneyLimit;
        this.unknownMost = prices.dearest(unknownTokens);
    }

    /** Counts a line of the journal as it was found there. */
    public synchronized void read(JournalLine line) {
        String hash = line.hash();
        if (line instanceof JournalLine.Request request) {
            learn(request);
            // An earlier one without an outcome stays in what is spent.
            lost.put(hash, most(hash));
            spent = spent.plus(most(hash));
            return;
        }
        spent = spent.minus(lost.getOrDefault(hash, Amount.NOTHING)).plus(cost(line));
        lost.remove(hash);
    }

    /**
     * Reserves the most that a request can cost, waiting for requests under way where only they stand against it.
     *
     * @param stopped whether the harvest ends, so that waiting is in vain
     * @return what is reserved, to be given back by one of the methods below; empty where it cannot be had
     */
    public synchronized Optional<Amount> reserve(JsonNode body, BooleanSupplier stopped) throws InterruptedException {
        Amount wanted = prices.most(body);
        while (exceeds(spent.plus(reserved).plus(wanted))) {
            if (reserved.tokens() == 0 || stopped.getAsBoolean()) {
                return Optional.empty();
            }
            wait(100);
        }
        reserved = reserved.plus(wanted);
        return Optional.of(wanted);
    }

    /** The most that a request can cost. */
    public Amount most(JsonNode body) {
        return prices.most(body);
    }

    private boolean exceeds(Amount amount) {
        return (tokenLimit != null && amount.tokens() > tokenLimit)
                || (moneyLimit != null && amount.money().compareTo(moneyLimit) > 0);
    }

    /** The request is not sent after all. */
    public synchronized void release(Amount reservation) {
        giveBack(reservation);
    }

    /** The request is in the journal, and about to be sent. One of an earlier process that was lost stays so. */
    public synchronized void sent(JournalLine.Request request) {
        learn(request);
        lost.remove(request.hash());
    }

    /** The request's outcome is in the journal. */
    public synchronized void settle(Amount reservation, JournalLine outcome) {
        spent = spent.plus(cost(outcome));
        giveBack(reservation);
    }

    /** There will be no outcome in the journal: it may have cost as much as it can. */
    public synchronized void lose(Amount reservation, String hash) {
        lost.put(hash, most(hash));
        spent = spent.plus(most(hash));
        giveBack(reservation);
    }

    private void giveBack(Amount reservation) {
        reserved = reserved.minus(reservation);
        notifyAll();
    }

    /** What is settled or lost. */
    public synchronized Amount spent() {
        return spent;
    }

    /** What is spent if everything under way costs as much as it can. */
    synchronized Amount committed() {
        return spent.plus(reserved);
    }

    private void learn(JournalLine.Request request) {
        if (request.body() != null) {
            most.put(request.hash(), prices.most(request.body()));
        }
    }

    private Amount most(String hash) {
        return most.getOrDefault(hash, unknownMost);
    }

    private Amount cost(JournalLine line) {
        Amount worst = most(line.hash());
        if (line instanceof JournalLine.Answer answer) {
            return prices.of(answer, worst);
        }
        JournalLine.Failure failure = (JournalLine.Failure) line;
        if (failure.charged() == null) {
            // Version 0.1.0 charged what arrived and could not be read.
            return failure.raw() == null ? Amount.NOTHING : worst;
        }
        long charged = failure.charged();
        return charged == worst.tokens() ? worst : prices.dearest(charged);
    }
}
