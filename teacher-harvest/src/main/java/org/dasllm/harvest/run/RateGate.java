package org.dasllm.harvest.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lets requests through at an even pace, and none while the teacher asks to be left alone. */
final class RateGate {
    private final long gapNanos;
    private final Stop stop;
    private final long origin = System.nanoTime();
    private long next;
    private long pausedUntil;

    RateGate(@Nullable Integer requestsPerMinute, Stop stop) {
        this.gapNanos = requestsPerMinute == null ? 0 : Duration.ofMinutes(1).toNanos() / requestsPerMinute;
        this.stop = stop;
    }

    /** Holds everyone back from now on for a while. */
    synchronized void pause(Duration duration) {
        pausedUntil = Math.max(pausedUntil, now() + duration.toNanos());
    }

    /** Waits for this caller's turn; false when the harvest was stopped meanwhile. */
    boolean pass() throws InterruptedException {
        long turn;
        synchronized (this) {
            turn = Math.max(next, now());
            next = turn + gapNanos;
        }
        while (true) {
            long until;
            synchronized (this) {
                until = Math.max(turn, pausedUntil);
            }
            long wait = until - now();
            if (wait <= 0) {
                return !stop.called();
            }
            if (stop.within(Duration.ofNanos(wait))) {
                return false;
            }
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }
}
