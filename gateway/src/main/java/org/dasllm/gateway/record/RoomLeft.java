package org.dasllm.gateway.record;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that exchanges may take together, from their first byte until they are recorded. */
public final class RoomLeft {
    private final AtomicLong left;

    public RoomLeft(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Whether there was room; then it is taken. */
    public boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    public void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    /** In bytes. */
    public long left() {
        return left.get();
    }
}
