package org.dasllm.eval.statistics;

import org.dasllm.format.evaluation.Interval;

/** Wilson's score interval for a proportion (Wilson 1927, JASA 22:209). */
public final class WilsonInterval {
    private WilsonInterval() {}

    /** @param confidence two-sided, such as 0.95 */
    public static Interval of(long successes, long n, double confidence) {
        if (n < 1 || successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " of " + n + " is not a proportion");
        }
        double z = Quantiles.twoSidedNormal(confidence);
        double p = (double) successes / n;
        double centre = p + z * z / (2 * n);
        double reach = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        double scale = 1 + z * z / n;
        // The ends are exact where nothing or everything succeeded; rounding must not move them past 0 or 1.
        double lower = successes == 0 ? 0 : Math.max(0, (centre - reach) / scale);
        double upper = successes == n ? 1 : Math.min(1, (centre + reach) / scale);
        return new Interval(lower, upper);
    }
}
