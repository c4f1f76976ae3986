package org.dasllm.eval.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.task.AnswerFields;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;

/**
 * What an evaluation asks.
 *
 * @param primary the metric that decides: {@code exact} (the whole answer) or {@code field:<name>} (one JSON field)
 * @param secondary metrics that are reported beside it and decide nothing; where none is given and the task is JSON, the whole
 *     answer and each field that every answer has and that is no free text, list or object
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

    /** With the metrics of the task, where none are given beside the primary one. */
    public EvaluateConfig withMetricsOf(Task task) {
        if (!secondary.isEmpty()) {
            return this;
        }
        List<String> metrics = Stream.concat(
                        Stream.of("exact"),
                        task.answerFields().fields().stream()
                                .filter(field -> field.required() && field.comparable())
                                .map(field -> "field:" + field.name()))
                .filter(metric -> !metric.equals(primary))
                .toList();
        return task.kind() == TaskKind.JSON && !task.answerFields().fields().isEmpty()
                ? new EvaluateConfig(primary, metrics, margin, alpha, slices, minimumSliceSize, groupClustered)
                : this;
    }

    /**
     * Refuses metrics of fields that no answer of the task can have.
     *
     * @throws DasllmException naming the metric
     */
    public void requireMetricsOf(Task task) {
        AnswerFields fields = task.answerFields();
        for (Metric metric : metrics()) {
            if (metric instanceof Metric.FieldValue wanted) {
                boolean possible = task.kind() == TaskKind.JSON
                        && (!fields.closed() || fields.named(wanted.field()).isPresent());
                if (!possible) {
                    throw DasllmException.usage(
                            "the metric " + metric.name() + " asks for a field, and an answer of the task is "
                                    + task.inWords(),
                            "Correct the metric or the task");
                }
            }
        }
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
     * @param task what an answer is, where it was declared
     */
    public EvaluationPlan plan(
            String test,
            String testSha256,
            int testSamples,
            String student,
            String studentSha256,
            Map<String, String> answeredBy,
            String trainSha256,
            Optional<Task> task) {
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
                trainSha256,
                task.orElse(null));
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
