package org.dasllm.harvest.rate;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's limit as its last headers tell it, carried on by what was sent since: how long a request has to wait to be let through.
 *
 * <p>Most vendors fill a bucket evenly: the time that they tell until it is full grows with what was used. Others count in windows of
 * time: what they tell until the end of the window shrinks whatever is used. Which it is shows as soon as both change.
 */
final class BelievedLimit {
    /** Kept free, so that two ways of unequal length do no harm. */
    private static final double MARGIN = 0.02;

    private static final double LEAST_WITH_MARGIN = 50;
    /** From there on the time until the bucket is full tells how fast it fills; before it is mostly rounding. */
    private static final double TELLING_SHARE = 0.05;

    private static final Duration TELLING_TIME = Duration.ofSeconds(2);
    private static final Duration ROUNDING = Duration.ofMillis(2100);
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();
    /** Limits of a minute are used evenly, since some vendors enforce them over a few seconds. */
    private static final double EVEN_UP_TO = 2 * MINUTE;

    private static final double EVEN_OVER = Duration.ofSeconds(5).toNanos();
    /** Nothing that is reported is waited for longer than that without asking once: it may be read wrongly. */
    private static final long LONGEST_WAIT = Duration.ofMinutes(1).toNanos();

    private double limit;
    private double level;
    /** What may be sent at once; below nothing it was more. */
    private double burst;

    private double perNano;
    private boolean windowed;
    private long at;
    private long resetAt;
    private long newest = Long.MIN_VALUE;
    private long lastSent;
    private @Nullable ToldLimit last;

    /**
     * Takes in what a response tells.
     *
     * @param sent when its request was sent: what newer ones told is not replaced
     * @param sentSince what was sent after it, which the vendor had not counted then
     */
    void told(ToldLimit told, long sent, double sentSince, long now) {
        if (newest != Long.MIN_VALUE && sent - newest < 0) {
            return;
        }
        newest = sent;
        if (last != null) {
            refill(now);
        }
        Duration reset = told.reset().orElse(Duration.ZERO);
        double used = told.limit() - told.remaining();
        learnKind(told, reset, used);
        double ofMinute = told.limit() / MINUTE;
        // Times in whole seconds, as Anthropic's, would make of a minute anything near it.
        boolean likeMinute = Math.abs(used / ofMinute - reset.toNanos()) <= ROUNDING.toNanos();
        if (limit != told.limit() || perNano == 0 || likeMinute) {
            perNano = ofMinute;
        }
        if (!likeMinute && reset.compareTo(TELLING_TIME) >= 0 && used >= TELLING_SHARE * told.limit()) {
            perNano = used / reset.toNanos();
        }
        limit = told.limit();
        at = now;
        resetAt = now + reset.toNanos();
        double filled = windowed ? 0 : perNano * (now - sent);
        level = Math.min(limit, told.remaining() + filled) - sentSince;
        last = told;
    }

    private void learnKind(ToldLimit told, Duration reset, double used) {
        ToldLimit before = last;
        if (before == null || before.limit() != told.limit() || told.reset().isEmpty()) {
            return;
        }
        double usedBefore = before.limit() - before.remaining();
        Duration longer = reset.minus(before.reset().orElse(reset));
        if (used >= usedBefore && longer.compareTo(ROUNDING.negated()) <= 0) {
            windowed = true;
        } else if (used > usedBefore && longer.compareTo(ROUNDING) >= 0) {
            windowed = false;
        }
    }

    void sent(double cost, long now) {
        refill(now);
        level -= cost;
        burst -= cost;
        lastSent = now;
    }

    private void refill(long now) {
        if (!windowed && limit / perNano <= EVEN_UP_TO) {
            burst = Math.min(Math.max(1, perNano * EVEN_OVER), burst + perNano * (now - at));
        }
        if (windowed) {
            if (now - resetAt >= 0) {
                level = limit;
                resetAt = now + Math.round(MINUTE);
            }
        } else {
            level = Math.min(limit, level + perNano * (now - at));
        }
        at = now;
    }

    /** How long a request of that cost has to wait; 0 for not at all. */
    long delay(double cost, long now) {
        refill(now);
        double margin = limit >= LEAST_WITH_MARGIN ? MARGIN * limit : 0;
        double needed = Math.min(limit, cost + margin);
        if (level >= needed) {
            boolean even = !windowed && limit / perNano <= EVEN_UP_TO;
            return even && burst < 0 ? Math.round(-burst / perNano) : 0;
        }
        long wait = windowed ? resetAt - now : Math.round((needed - level) / perNano);
        return Math.max(0, Math.min(wait, LONGEST_WAIT - (now - lastSent)));
    }
}
