package org.dasllm.eval.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.statistics.Resampling;
import org.dasllm.format.config.ConfigJson;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.config.Keys;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.io.Json;
import org.dasllm.format.task.AnswerFields;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation asks.
 *
 * @param primary the metric that decides: {@code exact} (the whole answer), {@code field:<name>} (one JSON field), or a graded one:
 *     {@code macro_f1}, {@code macro_recall} and {@code mcc}, each also as {@code macro_f1:<field>}; {@code field_precision},
 *     {@code field_recall}, {@code field_f1}, {@code parse_rate}, {@code valid_rate}; {@code tool_name}, {@code tool_call}; {@code chrf},
 *     {@code rouge_l}
 * @param secondary metrics that are reported beside it and decide nothing; where none is given and the task is JSON, the whole
 *     answer and each field that every answer has and that is no free text, list or object
 * @param margin how much worse than the teacher is still as good, as a share of the questions: 0.05 is 5 points
 * @param alpha the one-sided error rate of the decision; the interval is drawn at confidence 1 − 2α
 * @param slices the samples' attributes by which the results are broken down
 * @param minimumSliceSize a slice with fewer questions is marked as too small to be judged
 * @param groupClustered whether questions of the same group, such as one customer, are taken as depending on each other
 * @param endpoints further claims of non-inferiority beside the primary metric's, in their order
 * @param procedure how all claims together keep {@code alpha}
 * @param tolerance how near a value in JSON, or an argument of a call, must be to the right one
 * @param greatestError the share of wrong answers that may remain where answers come with probabilities and the unlikely ones go to people
 * @param bias which groups are compared; nothing where it is left out
 * @param report what the report says that only people can say, and what it shows
 */
public record EvaluateConfig(
        @Default("exact") String primary,
        @Default("[]") List<String> secondary,
        @Default("0.05") double margin,
        @Default("0.025") double alpha,
        @Default("[]") List<String> slices,
        @Default("30") int minimumSliceSize,
        @Default("true") boolean groupClustered,
        @Default("[]") List<Endpoint> endpoints,
        @Default("fixed_sequence") Procedure procedure,
        @Default("{}") Tolerance tolerance,
        @Default("0.05") double greatestError,
        @Nullable BiasConfig bias,
        @Default("{}") ReportConfig report) {

    private static final String WHOLE = "exact";
    private static final double USUAL_GREATEST_ERROR = 0.05;

    public EvaluateConfig {
        secondary = List.copyOf(secondary);
        endpoints = List.copyOf(endpoints);
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
                .unless(
                        greatestError > 0 && greatestError < 1,
                        "greatest_error",
                        "is between 0 and 1, not " + greatestError);
        Set<String> claimed = new HashSet<>(Set.of(primary));
        for (Endpoint endpoint : endpoints) {
            checkMetric(endpoint.metric(), "endpoints", faults);
            faults.unless(claimed.add(endpoint.metric()), "endpoints", "has '" + endpoint.metric() + "' twice");
        }
        faults.refuse();
    }

    /** One primary metric and others beside it; nothing of the rest. */
    public EvaluateConfig(
            String primary,
            List<String> secondary,
            double margin,
            double alpha,
            List<String> slices,
            int minimumSliceSize,
            boolean groupClustered) {
        this(
                primary,
                secondary,
                margin,
                alpha,
                slices,
                minimumSliceSize,
                groupClustered,
                List.of(),
                Procedure.FIXED_SEQUENCE,
                Tolerance.NONE,
                USUAL_GREATEST_ERROR,
                null,
                ReportConfig.EMPTY);
    }

    /** Those by which an answer is right or wrong, the primary one first; the whole answer where the primary one is graded. */
    public List<Metric> metrics() {
        List<String> names =
                named().filter(name -> GradedKind.of(name).isEmpty()).collect(Collectors.toList());
        if (GradedKind.of(primary).isPresent()) {
            names.remove(WHOLE);
            names.add(0, WHOLE);
        }
        return names.stream().map(Metric::parse).toList();
    }

    /** Those with degrees, the primary one first. */
    public List<String> gradedMetrics() {
        return named().filter(name -> GradedKind.of(name).isPresent()).toList();
    }

    private Stream<String> named() {
        return Stream.of(
                        Stream.of(primary),
                        secondary.stream(),
                        endpoints.stream().map(Endpoint::metric))
                .flatMap(names -> names)
                .distinct();
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
                ? new EvaluateConfig(
                        primary,
                        metrics,
                        margin,
                        alpha,
                        slices,
                        minimumSliceSize,
                        groupClustered,
                        endpoints,
                        procedure,
                        tolerance,
                        greatestError,
                        bias,
                        report)
                : this;
    }

    /**
     * Refuses metrics of fields that no answer of the task can have.
     *
     * @throws DasllmException naming the metric
     */
    public void requireMetricsOf(Task task) {
        AnswerFields fields = task.answerFields();
        for (String name : gradedMetrics()) {
            if (!GradedKind.of(name).orElseThrow().fits(task.kind())) {
                throw DasllmException.usage(
                        "the metric " + name + " does not fit the task: an answer is " + task.inWords(),
                        "Correct the metric or the task");
            }
        }
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
                intervalMethod(),
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
                task.orElse(null),
                settings());
    }

    private String intervalMethod() {
        if (GradedKind.of(primary).isPresent()) {
            return "the wider end of the BCa interval of " + Resampling.USUAL_RESAMPLES + " resamples"
                    + (groupClustered ? " of whole groups" : "") + " and the jackknife's t interval";
        }
        return groupClustered ? IntervalMethod.CLUSTERED : IntervalMethod.SINGLE;
    }

    /** What decides beside the keys that a plan had from the beginning, as it is written; null where all of it is as usual. */
    private @Nullable Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        if (!endpoints.isEmpty()) {
            settings.put(
                    "endpoints",
                    endpoints.stream()
                            .map(endpoint -> endpoint.metric() + " within " + endpoint.margin())
                            .collect(Collectors.joining(", ")));
            settings.put("procedure", Keys.of(procedure));
        }
        if (!tolerance.equals(Tolerance.NONE)) {
            settings.put("tolerance", Json.line(ConfigJson.of(tolerance)));
        }
        if (greatestError != USUAL_GREATEST_ERROR) {
            settings.put("greatest_error", Double.toString(greatestError));
        }
        if (bias != null) {
            settings.put("bias", Json.line(bias.planned()));
        }
        return settings.isEmpty() ? null : settings;
    }

    private static void checkMetric(String metric, String key, Faults faults) {
        boolean known = true;
        if (GradedKind.of(metric).isPresent()) {
            return;
        }
        try {
            Metric.parse(metric);
        } catch (DasllmException e) {
            known = false;
        }
        faults.unless(known, key, "is exact, field:<name> or a graded metric, not '" + metric + "'");
    }
}
