package org.dasllm.engine.access;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket of a minute's size, which fills evenly: an allowance of N a minute, of which up to N may be used at once after a rest.
 * It may be overdrawn by what turns out to be used later, and then has to fill up again first.
 */
final class Bucket {
    private static final double MINUTE = 60e9;

    private final int perMinute;
    private final LongSupplier clock;
    private double level;
    private long last;

    /**
     * Begins full.
     *
     * @param perMinute what it holds, and what comes in a minute
     * @param clock nanoseconds from any beginning
     */
    Bucket(int perMinute, LongSupplier clock) {
        this.perMinute = perMinute;
        this.clock = clock;
        this.level = perMinute;
        this.last = clock.getAsLong();
    }

    int perMinute() {
        return perMinute;
    }

    /** Takes what a request uses, known or not; the level may go below zero. */
    synchronized void draw(long amount) {
        fill();
        level -= amount;
    }

    /** What is left, at least 0. */
    synchronized long left() {
        fill();
        return (long) Math.max(0, Math.floor(level + 1e-9));
    }

    /** How long until at least one is left; zero where one is. */
    synchronized Duration untilOne() {
        fill();
        return until(1);
    }

    synchronized Duration untilFull() {
        fill();
        return until(perMinute);
    }

    private Duration until(double wanted) {
        double missing = wanted - level;
        return missing <= 1e-9 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(missing * MINUTE / perMinute));
    }

    private void fill() {
        long now = clock.getAsLong();
        level = Math.min(perMinute, level + (now - last) * perMinute / MINUTE);
        last = now;
    }
}
