package org.dasllm.harvest.rate;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;

/** So much in any 24 hours, as configured, counted by the minute and across runs. */
final class DayAllowance {
    private static final long DAY_MINUTES = Duration.ofDays(1).toMinutes();
    private static final long MINUTE_SECONDS = 60;

    private final double limit;
    /** What was spent, by the minute since 1970. */
    private final TreeMap<Long, Double> spent = new TreeMap<>();

    private double sum;

    DayAllowance(double limit) {
        this.limit = limit;
    }

    /** Counts what was spent at some time, in this run or an earlier one; negative for what is given back. */
    void spend(double amount, Instant when) {
        spent.merge(minute(when), amount, Double::sum);
        sum += amount;
    }

    /** How long a request has to wait. One that is more than the limit by itself waits until nothing else counts. */
    Duration delay(double amount, Instant now) {
        forget(now);
        double over = sum + amount - limit;
        long until = minute(now);
        for (var each : spent.entrySet()) {
            if (over <= 1e-9) {
                break;
            }
            over -= each.getValue();
            until = each.getKey() + DAY_MINUTES + 1;
        }
        return until <= minute(now)
                ? Duration.ZERO
                : Duration.between(now, Instant.ofEpochSecond(until * MINUTE_SECONDS));
    }

    private void forget(Instant now) {
        long first = minute(now) - DAY_MINUTES;
        while (!spent.isEmpty() && spent.firstKey() < first) {
            sum -= spent.pollFirstEntry().getValue();
        }
    }

    private static long minute(Instant when) {
        return Math.floorDiv(when.getEpochSecond(), MINUTE_SECONDS);
    }
}
