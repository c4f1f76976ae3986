package org.dasllm.eval.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dasllm.format.evaluation.Interval;

/**
 * A statistic with what resampling of whole clusters says about it (Efron, Tibshirani 1993, An Introduction to the Bootstrap,
 * chapters 11 and 14; clusters as in Field, Welsh 2007, JRSS B 69:369).
 *
 * @param estimate on the clusters as they are
 * @param clusters how many
 * @param resampled the statistic on each resample, ascending
 * @param leftOut the statistic without each cluster in turn
 */
public record ClusterBootstrap(double estimate, int clusters, double[] resampled, double[] leftOut) {
    /** More resamples without a value than this share, and the rest says nothing. */
    private static final double MOST_UNDEFINED = 0.05;

    /**
     * The same seed gives the same figures.
     *
     * @return empty with fewer than two clusters, and where the statistic has no value on them or on too many resamples
     */
    public static Optional<ClusterBootstrap> of(ClusterSums sums, Statistic statistic, int resamples, long seed) {
        int clusters = sums.clusters();
        double[] total = sums.total();
        double estimate = clusters < 2 ? Double.NaN : statistic.of(total);
        if (Double.isNaN(estimate)) {
            return Optional.empty();
        }
        double[] withoutRow = new double[sums.rows()];
        for (int row = 0; row < withoutRow.length; row++) {
            double[] rest = total.clone();
            sums.add(row, -1, rest);
            withoutRow[row] = statistic.of(rest);
        }
        double[] leftOut = new double[clusters];
        Arrays.setAll(leftOut, c -> withoutRow[sums.row(c)]);
        SplittableRandom random = new SplittableRandom(seed);
        double[] resampled = new double[resamples];
        int defined = 0;
        int[] times = new int[sums.rows()];
        for (int b = 0; b < resamples; b++) {
            Arrays.fill(times, 0);
            for (int draw = 0; draw < clusters; draw++) {
                times[sums.row(random.nextInt(clusters))]++;
            }
            double value = statistic.of(sums.sums(times));
            if (!Double.isNaN(value)) {
                resampled[defined++] = value;
            }
        }
        boolean jackknifed = Arrays.stream(leftOut).noneMatch(Double::isNaN);
        if (!jackknifed || defined < (1 - MOST_UNDEFINED) * resamples) {
            return Optional.empty();
        }
        double[] ascending = Arrays.copyOf(resampled, defined);
        Arrays.sort(ascending);
        return Optional.of(new ClusterBootstrap(estimate, clusters, ascending, leftOut));
    }

    /** The jackknife's standard error, √((C − 1) / C · Σ (θ₍₋c₎ − mean)²). */
    public double standardError() {
        double mean = Arrays.stream(leftOut).average().orElse(0);
        double squares =
                Arrays.stream(leftOut).map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt((clusters - 1.0) / clusters * squares);
    }

    /** The estimate ± t · standard error, with C − 1 degrees of freedom. */
    public Interval student(double confidence) {
        double reach = Quantiles.twoSidedStudent(clusters - 1, confidence) * standardError();
        return new Interval(estimate - reach, estimate + reach);
    }

    /** The bias-corrected and accelerated interval; of width 0 where every resample gives the same. */
    public Interval bca(double confidence) {
        return BcaInterval.of(estimate, resampled, leftOut, confidence);
    }
}
