package org.dasllm.eval.statistics;

import java.util.Arrays;
import org.dasllm.format.evaluation.Interval;

/** The bias-corrected and accelerated bootstrap interval (Efron 1987, JASA 82:171). */
final class BcaInterval {
    private BcaInterval() {}

    /**
     * @param resampled ascending
     * @param leftOut the statistic without each cluster in turn
     */
    static Interval of(double estimate, double[] resampled, double[] leftOut, double confidence) {
        double first = resampled[0];
        double last = resampled[resampled.length - 1];
        if (first == last) {
            return new Interval(Math.min(first, estimate), Math.max(last, estimate));
        }
        double bias = Quantiles.normal(kept(below(estimate, resampled), resampled.length));
        double acceleration = acceleration(leftOut);
        double tail = (1 - confidence) / 2;
        return new Interval(
                quantile(resampled, level(bias, acceleration, Quantiles.normal(tail))),
                quantile(resampled, level(bias, acceleration, Quantiles.normal(1 - tail))));
    }

    /** The share of resamples below the estimate, those equal to it by half. */
    private static double below(double estimate, double[] resampled) {
        double count = 0;
        for (double value : resampled) {
            count += value < estimate ? 1 : value == estimate ? 0.5 : 0;
        }
        return count / resampled.length;
    }

    /** A share of 0 or 1 has no quantile: it is taken as less than half a resample. */
    private static double kept(double share, int resamples) {
        double least = 0.25 / resamples;
        return Math.min(1 - least, Math.max(least, share));
    }

    /** Σ d³ / (6 (Σ d²)^1.5) with d = mean − value; 0 where all values are equal. */
    private static double acceleration(double[] leftOut) {
        double mean = Arrays.stream(leftOut).average().orElse(0);
        double squares = 0;
        double cubes = 0;
        for (double value : leftOut) {
            double d = mean - value;
            squares += d * d;
            cubes += d * d * d;
        }
        return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double level(double bias, double acceleration, double z) {
        double shifted = bias + z;
        double divisor = 1 - acceleration * shifted;
        // Beyond the pole the formula turns over; the end of the distribution is what it tends to.
        double moved = divisor <= 0 ? Math.copySign(Double.MAX_VALUE, shifted) : bias + shifted / divisor;
        return Quantiles.normalProbability(moved);
    }

    /** Between the two nearest order statistics, at (n − 1) · level. */
    private static double quantile(double[] ascending, double level) {
        double place = (ascending.length - 1) * Math.min(1, Math.max(0, level));
        int low = (int) Math.floor(place);
        int high = Math.min(ascending.length - 1, low + 1);
        double part = place - low;
        // Written so that two equal neighbours give themselves exactly.
        return ascending[low] + part * (ascending[high] - ascending[low]);
    }
}
