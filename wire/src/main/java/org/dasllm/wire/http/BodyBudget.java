package org.dasllm.wire.http;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all bodies on their way to a server may take together, so that many half-sent ones do not take all there is. */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
