package org.dasllm.harvest.rate;

import java.time.Duration;

/** So much in a minute, as configured: spent evenly, some seconds' worth at once. What turns out not to be used is given back. */
final class MinuteAllowance {
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();
    private static final double AT_ONCE = 1 / 20.0;

    private final double perNano;
    private final double most;
    private double level;
    private long at;

    MinuteAllowance(double perMinute, long now) {
        this.perNano = perMinute / MINUTE;
        this.most = perMinute * AT_ONCE;
        this.level = most;
        this.at = now;
    }

    /** How long the next request has to wait. One may cost more than there is: then the following ones wait for it. */
    long delay(long now) {
        refill(now);
        return level >= 0 ? 0 : (long) Math.ceil(-level / perNano);
    }

    void spend(double amount, long now) {
        refill(now);
        level -= amount;
    }

    /** @param amount of what was spent; negative where it was more */
    void giveBack(double amount) {
        level = Math.min(most, level + amount);
    }

    private void refill(long now) {
        level = Math.min(most, level + perNano * (now - at));
        at = now;
    }
}
