package org.dasllm.eval.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;

/**
 * What an evaluation asks.
 *
 * @param primary the metric that decides: {@code exact} (the whole answer) or {@code field:<name>} (one JSON field)
 * @param secondary metrics that are reported beside it and decide nothing
 * @param margin how much worse than the teacher is still as good, as a share of the questions: 0.05 is 5 points
 * @param alpha the one-sided error rate of the decision; the interval is drawn at confidence 1 − 2α
 * @param slices the samples' attributes by which the results are broken down
 * @param minimumSliceSize a slice with fewer questions is marked as too small to be judged
 * @param groupClustered whether questions of the same group, such as one customer, are taken as depending on each other
 */
public record EvaluateConfig(
        @Default("exact") String primary,
        @Default("[]") List<String> secondary,
        @Default("0.05") double margin,
        @Default("0.025") double alpha,
        @Default("[]") List<String> slices,
        @Default("30") int minimumSliceSize,
        @Default("true") boolean groupClustered) {

    public EvaluateConfig {
        secondary = List.copyOf(secondary);
        slices = List.copyOf(slices);
        Faults faults = new Faults();
        checkMetric(primary, "primary", faults);
        Set<String> seen = new HashSet<>(Set.of(primary));
        for (String metric : secondary) {
            checkMetric(metric, "secondary", faults);
            faults.unless(seen.add(metric), "secondary", "has '" + metric + "' twice");
        }
        faults.unless(margin > 0 && margin < 1, "margin", "is between 0 and 1, not " + margin)
                .unless(alpha > 0 && alpha < 0.5, "alpha", "is between 0 and 0.5, not " + alpha)
                .unless(minimumSliceSize >= 1, "minimum_slice_size", "is at least 1, not " + minimumSliceSize)
                .unless(new HashSet<>(slices).size() == slices.size(), "slices", "has an attribute twice")
                .refuse();
    }

    /** The primary metric first. */
    public List<Metric> metrics() {
        return Stream.concat(Stream.of(primary), secondary.stream())
                .map(Metric::parse)
                .toList();
    }

    /**
     * What is going to be asked, ready to be written down.
     *
     * @param test the test file's name
     * @param testSha256 its hash
     * @param testSamples how many questions it has
     * @param student its name
     * @param studentSha256 the hash of its adapter or weights
     * @param answeredBy what else its answers come from, by name
     * @param trainSha256 the hash of the file that the baselines learn from
     */
    public EvaluationPlan plan(
            String test,
            String testSha256,
            int testSamples,
            String student,
            String studentSha256,
            Map<String, String> answeredBy,
            String trainSha256) {
        return new EvaluationPlan(
                EvaluationFiles.PLAN.version(),
                primary,
                secondary,
                margin,
                alpha,
                groupClustered
                        ? "the wider end of Tango's score interval and the cluster-robust t interval"
                        : "Tango's score interval for paired proportions",
                slices,
                minimumSliceSize,
                groupClustered,
                test,
                testSha256,
                testSamples,
                student,
                studentSha256,
                answeredBy,
                trainSha256);
    }

    private static void checkMetric(String metric, String key, Faults faults) {
        boolean known = true;
        try {
            Metric.parse(metric);
        } catch (DasllmException e) {
            known = false;
        }
        faults.unless(known, key, "is exact or field:<name>, not '" + metric + "'");
    }
}
