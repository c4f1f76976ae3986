package org.dasllm.eval.statistics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.evaluation.Interval;

/**
 * A mean over questions that come in groups, such as several messages of one customer, with its standard error.
 *
 * @param mean of all values
 * @param n the values
 * @param clusters the groups
 * @param independentError the standard error if the values were independent
 * @param clusteredError √(Σ over clusters (Σ within (x − mean))²) / n
 * @param correctedError the same times √(C / (C − 1)) for C clusters; this is the one that decides
 */
public record ClusteredMean(
        double mean, int n, int clusters, double independentError, double clusteredError, double correctedError) {

    /** Empty with fewer than two clusters: one cluster says nothing about how clusters differ. */
    public static Optional<ClusteredMean> of(double[] values, List<String> groups) {
        if (values.length != groups.size()) {
            throw new IllegalArgumentException(values.length + " values in " + groups.size() + " groups");
        }
        int n = values.length;
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = n == 0 ? 0 : sum / n;
        Map<String, Double> residuals = new LinkedHashMap<>();
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double residual = values[i] - mean;
            squares += residual * residual;
            residuals.merge(groups.get(i), residual, Double::sum);
        }
        int clusters = residuals.size();
        if (clusters < 2) {
            return Optional.empty();
        }
        double clusterSquares =
                residuals.values().stream().mapToDouble(r -> r * r).sum();
        double clustered = Math.sqrt(clusterSquares) / n;
        double corrected = clustered * Math.sqrt((double) clusters / (clusters - 1));
        return Optional.of(
                new ClusteredMean(mean, n, clusters, Math.sqrt(squares / (n - 1) / n), clustered, corrected));
    }

    /** mean ± t · corrected error, with t of C − 1 degrees of freedom, since the clusters are what was sampled. */
    public Interval interval(double confidence) {
        double reach = Quantiles.twoSidedStudent(clusters - 1, confidence) * correctedError;
        return new Interval(mean - reach, mean + reach);
    }

    /** How much the clusters raise the variance; 1 where nothing varies. */
    public double designEffect() {
        double ratio = correctedError / independentError;
        return independentError == 0 ? 1 : ratio * ratio;
    }
}
