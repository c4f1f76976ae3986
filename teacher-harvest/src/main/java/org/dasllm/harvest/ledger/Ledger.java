package org.dasllm.harvest.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.journal.JournalLine;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a harvest within its budget, in tokens and in money. Each request reserves the most that it can cost before it is sent,
 * and gives back what it did not use: so the budget is never exceeded, and at the end less than one request's most is left
 * over.
 *
 * <p>It begins with every line of the journal: answers, what was paid for and could not be read, and at its most each request
 * without an outcome, which was under way when a process was killed. What is counted while a harvest runs is what the journal's
 * lines come to when they are read again. Since one process at a time has a journal, that holds for all of them together.
 *
 * <p>A server that bills more than a {@link RequestBound} allows, such as for a prompt of its own, is found out by its first answer: the
 * answer counts with what it cost, and each later request reserves the largest excess so far as well.
 *
 * <p>One journal may hold requests that were sent alone and such as were sent in batches, which have a price of their own: each counts at
 * the price of the way in which it was sent last, as its line says.
 */
public final class Ledger {
    private final Prices alone;
    private final Prices inBatches;
    private final @Nullable Long tokenLimit;
    private final @Nullable BigDecimal moneyLimit;
    private final Amount unknownMost;
    private final CostTally tally;
    /** Of each request, by its hash, the most tokens that it can take. */
    private final Map<String, RequestBound> bounds = new HashMap<>();

    /** Requests that were sent in a batch last, by their hashes. */
    private final Set<String> batched = new HashSet<>();

    /** Of each request without an outcome, what it counts with in what is spent. */
    private final Map<String, Amount> lost = new HashMap<>();

    private RequestBound excess = new RequestBound(0, 0, true);
    private Amount spent = Amount.NOTHING;
    private Amount reserved = Amount.NOTHING;
    /** Requests without an outcome that were asked again: nothing will be known of them. */
    private long lostForGood;

    /**
     * @param tokenLimit null for none
     * @param moneyLimit null for none
     * @param unknownTokens what a line counts with whose request is not in the journal and whose cost is not told
     * @throws DasllmException if money is limited and the prices are not known
     */
    public Ledger(Prices prices, @Nullable Long tokenLimit, @Nullable BigDecimal moneyLimit, long unknownTokens) {
        this(prices, prices, tokenLimit, moneyLimit, unknownTokens);
    }

    /**
     * Of a teacher that may be asked in batches.
     *
     * @param alone what requests cost that are sent one by one
     * @param inBatches what they cost in batches, in the same currency
     * @param tokenLimit null for none
     * @param moneyLimit null for none
     * @param unknownTokens what a line counts with whose request is not in the journal and whose cost is not told
     * @throws DasllmException if money is limited and the prices are not known
     */
    public Ledger(
            Prices alone,
            Prices inBatches,
            @Nullable Long tokenLimit,
            @Nullable BigDecimal moneyLimit,
            long unknownTokens) {
        if (moneyLimit != null && !alone.known()) {
            throw DasllmException.usage(
                    "budget_money cannot be kept, since the teacher's prices are not known",
                    "Write them beside it as prices: {input: ..., output: ...}, in money for a million tokens");
        }
        this.alone = alone;
        this.inBatches = inBatches;
        this.tokenLimit = tokenLimit;
        this.moneyLimit = moneyLimit;
        this.unknownMost = alone.dearest(unknownTokens);
        this.tally = new CostTally();
    }

    /** Counts a line of the journal as it was found there. */
    public synchronized void read(JournalLine line) {
        String hash = line.hash();
        if (line instanceof JournalLine.Batch
                || line instanceof JournalLine.Exchange
                || line instanceof JournalLine.Feedback) {
            // What passed a gateway was paid for by the product.
            return;
        }
        if (line instanceof JournalLine.Request request) {
            learn(request);
            // An earlier one without an outcome stays in what is spent.
            lose(hash);
            return;
        }
        spent = spent.minus(lost.getOrDefault(hash, Amount.NOTHING));
        lost.remove(hash);
        count(line);
    }

    /**
     * Reserves the most that a request can cost that is sent alone, without waiting for what is under way.
     *
     * @return what is reserved, to be given back by one of the methods below; empty where it cannot be had now
     * @throws DasllmException if there is a budget and nothing limits the request's answer
     */
    public Optional<Amount> reserve(JsonNode body) {
        return reserve(body, alone);
    }

    /** The same of a request that is sent in a batch. */
    public Optional<Amount> reserveInBatch(JsonNode body) {
        return reserve(body, inBatches);
    }

    private synchronized Optional<Amount> reserve(JsonNode body, Prices prices) {
        RequestBound bound = RequestBound.of(body);
        requireLimited(bound);
        Amount wanted = prices.most(bound.plus(excess));
        if (exceeds(spent.plus(reserved).plus(wanted))) {
            return Optional.empty();
        }
        reserved = reserved.plus(wanted);
        return Optional.of(wanted);
    }

    private void requireLimited(RequestBound bound) {
        boolean budget = tokenLimit != null || moneyLimit != null;
        if (budget && !bound.limited()) {
            throw DasllmException.usage(
                    "A request without a limit of its answer cannot be kept within a budget", "Set max_tokens");
        }
    }

    /** The most that a request can cost that is sent alone. */
    public synchronized Amount most(JsonNode body) {
        return alone.most(RequestBound.of(body).plus(excess));
    }

    /** The most that a request can cost in a batch. */
    public synchronized Amount mostInBatch(JsonNode body) {
        return inBatches.most(RequestBound.of(body).plus(excess));
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
        if (lost.remove(request.hash()) != null) {
            lostForGood++;
        }
    }

    /** The request's outcome is in the journal. */
    public synchronized void settle(Amount reservation, JournalLine outcome) {
        count(outcome);
        giveBack(reservation);
    }

    /** There will be no outcome in the journal: it may have cost as much as it can. */
    public synchronized void lose(Amount reservation, String hash) {
        lose(hash);
        giveBack(reservation);
    }

    private void lose(String hash) {
        if (lost.put(hash, most(hash)) != null) {
            lostForGood++;
        }
        spent = spent.plus(most(hash));
    }

    private void giveBack(Amount reservation) {
        reserved = reserved.minus(reservation);
    }

    /** What is settled or lost. */
    public synchronized Amount spent() {
        return spent;
    }

    /** What is spent, by what it was spent on. */
    public synchronized Costs costs() {
        return tally.costs(spent, lost.size() + lostForGood);
    }

    /** What is spent if everything under way costs as much as it can. */
    synchronized Amount committed() {
        return spent.plus(reserved);
    }

    private void learn(JournalLine.Request request) {
        if (request.body() != null) {
            bounds.put(request.hash(), RequestBound.of(request.body()));
        }
        if (request.batch() == null) {
            batched.remove(request.hash());
        } else {
            batched.add(request.hash());
        }
    }

    private Prices prices(String hash) {
        return batched.contains(hash) ? inBatches : alone;
    }

    /** The most that a request of the journal can cost. */
    public synchronized Amount mostOf(String hash) {
        return most(hash);
    }

    private Amount most(String hash) {
        RequestBound bound = bounds.get(hash);
        return bound == null ? unknownMost : prices(hash).most(bound.plus(excess));
    }

    /** The outcome with what it will count with, for the journal: prices of another day do not change it then. */
    public synchronized JournalLine priced(JournalLine outcome) {
        return alone.told(cost(outcome)).map(outcome::priced).orElse(outcome);
    }

    /** Adds an answer or a failure to what is spent. */
    private void count(JournalLine line) {
        Amount computed = cost(line);
        Amount cost = alone.asTold(line, computed);
        spent = spent.plus(cost);
        if (line instanceof JournalLine.Answer answer) {
            tally.answered(answer, cost, cost.equals(computed) ? Optional.of(prices(line.hash())) : Optional.empty());
            // Answered ones are not asked again: so many need not be remembered.
            batched.remove(line.hash());
            RequestBound bound = bounds.remove(line.hash());
            if (bound != null) {
                TokenCounts.of(answer).ifPresent(counts -> excess = excess.max(bound.excess(counts)));
            }
        } else {
            tally.failed(cost);
        }
    }

    private Amount cost(JournalLine outcome) {
        Amount worst = most(outcome.hash());
        return outcome instanceof JournalLine.Answer answer
                ? prices(outcome.hash()).cost(answer, worst)
                : cost((JournalLine.Failure) outcome, worst);
    }

    private Amount cost(JournalLine.Failure failure, Amount worst) {
        if (failure.charged() == null) {
            // Version 0.1.0 charged what arrived and could not be read.
            return failure.raw() == null ? Amount.NOTHING : worst;
        }
        long charged = failure.charged();
        return charged == worst.tokens() ? worst : prices(failure.hash()).dearest(charged);
    }
}
