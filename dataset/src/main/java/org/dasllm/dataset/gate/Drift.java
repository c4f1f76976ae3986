package org.dasllm.dataset.gate;

import java.util.Map;
import java.util.TreeSet;

/**
 * How far the shares of classes have moved: the population stability index Σ (p − q) ln(p ÷ q), of which half a count is added to every class, so
 * that one that is not there on one side has a logarithm (Siddiqi, "Credit Risk Scorecards", 2006).
 *
 * <p>The interval is around the index less what chance alone gives it, and may begin below 0. Without any shift the index has the distribution of (1 ÷ n + 1 ÷ m) χ² of k − 1
 * degrees of freedom, so a mean of (k − 1)(1 ÷ n + 1 ÷ m) and a variance of 2 (k − 1)(1 ÷ n + 1 ÷ m)² (Yurdakul and Naranjo, "Statistical properties of the population stability index",
 * 2020). With a shift the delta method gives its variance (Agresti, "Categorical Data Analysis", chapter 16): that of the derivatives
 * under each side's shares, by its number of rows. The two variances are added. {@code tools/reference/psi.py} has the same figures and how often the interval covers.
 *
 * @param index not less than 0
 * @param low the lower end of the 95 % interval
 * @param high the upper end
 * @param classes how many there are on either side
 */
public record Drift(double index, double low, double high, int classes) {
    /** Of the standard normal distribution, two-sided 95 %. */
    private static final double QUANTILE = 1.959963984540054;

    private static final double ADDED = 0.5;

    /** The shift from one dataset's counts to another's; none where one has no rows. */
    public static Drift of(Map<String, Long> before, Map<String, Long> now) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        double n = total(before);
        double m = total(now);
        int classes = names.size();
        if (n == 0 || m == 0 || classes < 2) {
            return new Drift(0, 0, 0, classes);
        }
        double index = 0;
        double[] before1 = new double[2];
        double[] now1 = new double[2];
        for (String name : names) {
            double p = (before.getOrDefault(name, 0L) + ADDED) / (n + ADDED * classes);
            double q = (now.getOrDefault(name, 0L) + ADDED) / (m + ADDED * classes);
            double log = Math.log(p / q);
            index += (p - q) * log;
            moments(before1, p, log + 1 - q / p);
            moments(now1, q, 1 - p / q - log);
        }
        double chance = 1 / n + 1 / m;
        double variance = (before1[1] - before1[0] * before1[0]) / n
                + (now1[1] - now1[0] * now1[0]) / m
                + 2 * (classes - 1) * chance * chance;
        double centre = index - (classes - 1) * chance;
        double half = QUANTILE * Math.sqrt(variance);
        return new Drift(index, centre - half, centre + half, classes);
    }

    private static void moments(double[] sums, double share, double derivative) {
        sums[0] += share * derivative;
        sums[1] += share * derivative * derivative;
    }

    private static double total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
