package org.dasllm.harvest.rate;

import java.time.Duration;

/**
 * How far apart requests are sent: closer with every answer, further apart with every refusal, and slowly where the last
 * refusal was. Times are in nanoseconds.
 */
final class Pace {
    private static final double LEAST_AFTER_REFUSAL = Duration.ofMillis(100).toNanos();
    private static final double LONGEST = Duration.ofMinutes(1).toNanos();
    private static final double NONE_BELOW = Duration.ofMillis(1).toNanos();
    private static final double CLOSER = 1 / 16.0;
    private static final double CLOSER_AT_THE_LIMIT = 1 / 2048.0;
    private static final double CLOSER_BEYOND = 1 / 512.0;
    /** Around the gap at which one was refused. */
    private static final double NEAR_ABOVE = 1.1;

    private static final double NEAR_BELOW = 0.95;
    /** So many were let through at a pace that is hardly too fast. */
    private static final int MANY = 20;

    private double gap;
    private double tooClose;

    Pace(long start) {
        gap = start;
    }

    /** Between one request and the next; 0 for none. */
    long gap() {
        return Math.round(gap);
    }

    void answered() {
        gap -= gap * closer();
        if (gap < NONE_BELOW) {
            gap = 0;
        }
    }

    private double closer() {
        if (gap > NEAR_ABOVE * tooClose) {
            return CLOSER;
        }
        return gap > NEAR_BELOW * tooClose ? CLOSER_AT_THE_LIMIT : CLOSER_BEYOND;
    }

    /** @param letThrough how many were sent at this pace before one was refused */
    void refused(int letThrough) {
        tooClose = gap;
        if (gap > 0 && letThrough >= MANY) {
            gap *= NEAR_ABOVE;
            return;
        }
        double wider = gap * (letThrough > 1 ? 1.5 : 2);
        gap = Math.min(LONGEST, Math.max(LEAST_AFTER_REFUSAL, wider));
    }
}
