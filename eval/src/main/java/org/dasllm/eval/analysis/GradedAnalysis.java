package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.eval.metric.GradedMetric;
import org.dasllm.eval.metric.GradedMetrics;
import org.dasllm.eval.statistics.ClusterSums;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.eval.statistics.Resampling;
import org.dasllm.eval.statistics.Tally;
import org.jspecify.annotations.Nullable;

/**
 * The graded metrics of the questions that have a right answer.
 *
 * @param gold right answers
 * @param teacher of the same questions
 * @param student of the same questions
 * @param groups of the same questions; each its own where they do not depend on each other
 */
record GradedAnalysis(
        GradedMetrics metrics,
        List<Answer> gold,
        List<Answer> teacher,
        List<Answer> student,
        List<String> groups,
        Resampling resampling,
        double confidence) {

    /** Those of the plan, then those that describe such a task. */
    List<GradedReport> reports(String primary, List<String> planned) {
        if (gold.isEmpty()) {
            return List.of();
        }
        Stream<String> usual = GradedKind.usual(metrics.task().task()).stream().map(GradedKind::key);
        // Each metric resamples by a generator of its own, so that the figures are the same on any number of cores.
        return metrics.of(Stream.concat(planned.stream(), usual)).parallelStream()
                .map(metric -> report(metric, metric.name().equals(primary), planned.contains(metric.name())))
                .toList();
    }

    /** One metric that decides, on some of the questions. */
    GradedReport primary(String name, List<Integer> positions) {
        GradedAnalysis part = new GradedAnalysis(
                metrics,
                Questions.pick(gold, positions),
                Questions.pick(teacher, positions),
                Questions.pick(student, positions),
                Questions.pick(groups, positions),
                resampling,
                confidence);
        return part.report(metrics.of(name), true, true);
    }

    private GradedReport report(GradedMetric metric, boolean primary, boolean planned) {
        List<Tally> ofStudent = tallies(metric, student);
        List<Tally> ofTeacher = tallies(metric, teacher);
        return new GradedReport(
                metric.name(),
                GradedKind.of(metric.name()).orElseThrow().words(),
                primary,
                planned,
                gold.size(),
                value(metric, ofStudent),
                value(metric, ofTeacher),
                PairedEstimate.of(metric, ofStudent, ofTeacher, groups, resampling, confidence)
                        .orElse(null));
    }

    /** The difference on one metric at another confidence. */
    Optional<PairedEstimate> paired(String name, double other) {
        GradedMetric metric = metrics.of(name);
        return gold.isEmpty()
                ? Optional.empty()
                : PairedEstimate.of(
                        metric, tallies(metric, student), tallies(metric, teacher), groups, resampling, other);
    }

    private @Nullable Double value(GradedMetric metric, List<Tally> tallies) {
        double value = metric.of(ClusterSums.of(metric.width(), tallies, groups).total());
        return Double.isNaN(value) ? null : value;
    }

    private List<Tally> tallies(GradedMetric metric, List<Answer> answers) {
        return IntStream.range(0, gold.size())
                .mapToObj(i -> metric.tally(gold.get(i), answers.get(i)))
                .toList();
    }
}
