package org.dasllm.harvest.run;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a harvest within its budget: each request reserves the most it can cost before it is sent, and gives back what it
 * did not use. So the budget is never exceeded, and at the end less than one request's most is left over.
 */
final class TokenBudget {
    private final @Nullable Long limit;
    private final Stop stop;
    private long used;
    private long reserved;

    TokenBudget(@Nullable Long limit, long usedBefore, Stop stop) {
        this.limit = limit;
        this.used = usedBefore;
        this.stop = stop;
    }

    /** Reserves, waiting for requests under way where only they stand against it; false when it cannot be had. */
    synchronized boolean reserve(long most) throws InterruptedException {
        while (limit != null && used + reserved + most > limit) {
            if (reserved == 0 || stop.called()) {
                return false;
            }
            wait(100);
        }
        reserved += most;
        return true;
    }

    synchronized void settle(long most, long cost) {
        reserved -= most;
        used += cost;
        notifyAll();
    }

    synchronized long used() {
        return used;
    }
}
