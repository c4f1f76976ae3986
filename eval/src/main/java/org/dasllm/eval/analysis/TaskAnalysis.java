package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dasllm.eval.bias.BiasAnalysis;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.GradedKind;
import org.dasllm.eval.metric.GradedMetrics;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.Endpoint;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.statistics.PairedEstimate;
import org.dasllm.eval.statistics.Resampling;
import org.dasllm.eval.tool.CallScore;
import org.dasllm.eval.tool.ToolReport;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.TaskKind;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks for beside right and wrong: degrees, fields, calls, groups of people, several claims.
 *
 * @param samples the questions
 * @param student its answers, in the samples' order
 * @param judged the positions with a right answer
 */
record TaskAnalysis(
        EvaluateConfig config,
        EvaluationPlan plan,
        List<Sample> samples,
        GradingBasis basis,
        List<Answer> student,
        List<Integer> judged,
        GradedMetrics metrics) {

    static TaskAnalysis of(
            EvaluateConfig config,
            EvaluationPlan plan,
            List<Sample> samples,
            GradingBasis basis,
            List<Answer> student) {
        List<Integer> judged = IntStream.range(0, samples.size())
                .filter(i -> basis.gold().get(i).isPresent())
                .boxed()
                .toList();
        List<Answer> gold = basis.gold().stream().flatMap(Optional::stream).toList();
        return new TaskAnalysis(
                config,
                plan,
                samples,
                basis,
                student,
                judged,
                new GradedMetrics(basis.task(), config.tolerance(), List.of(gold, basis.teacher(), student)));
    }

    /** Seeded by the questions, so that nobody chooses what is drawn. */
    GradedAnalysis graded() {
        return new GradedAnalysis(
                metrics,
                gold(),
                pick(basis.teacher()),
                pick(student),
                judged.stream()
                        .map(samples::get)
                        .map(sample -> plan.groupClustered() ? sample.group() : sample.id())
                        .toList(),
                Resampling.seededBy(plan.testSha256()),
                plan.confidence());
    }

    /**
     * The primary metric on some of the questions.
     *
     * @param indices of samples
     * @return empty where it is one of right and wrong, or none of these questions has a right answer
     */
    Optional<GradedReport> primary(List<Integer> indices) {
        if (GradedKind.of(plan.primary()).isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> wanted = Set.copyOf(indices);
        List<Integer> positions = IntStream.range(0, judged.size())
                .filter(i -> wanted.contains(judged.get(i)))
                .boxed()
                .toList();
        return positions.isEmpty() ? Optional.empty() : Optional.of(graded().primary(plan.primary(), positions));
    }

    /** The primary claim first; null where it is the only one. */
    @Nullable
    List<EndpointReport> endpoints() {
        if (config.endpoints().isEmpty()) {
            return null;
        }
        List<Endpoint> claims = new ArrayList<>();
        claims.add(new Endpoint(plan.primary(), plan.margin()));
        claims.addAll(config.endpoints());
        GradedAnalysis graded = graded();
        return Endpoints.of(
                claims,
                config.procedure(),
                plan.alpha(),
                (metric, confidence) -> GradedKind.of(metric).isPresent()
                        ? graded.paired(metric, confidence).map(PairedEstimate::decision)
                        : interval(Metric.parse(metric), confidence));
    }

    private Optional<Interval> interval(Metric metric, double confidence) {
        Questions questions = new Questions(
                samples,
                basis.gold().stream().map(g -> g.flatMap(metric::label)).toList(),
                labels(metric, basis.teacher()),
                labels(metric, student));
        return DecisionInterval.of(
                plan,
                confidence,
                questions.right(questions.student()),
                questions.right(questions.teacher()),
                questions.groups());
    }

    @Nullable
    ExtractionReport extraction() {
        return basis.task().task().kind() != TaskKind.JSON || judged.isEmpty()
                ? null
                : ExtractionAnalysis.of(
                        basis.task(),
                        config.tolerance(),
                        Questions.pick(samples, judged).stream().map(Sample::id).toList(),
                        gold(),
                        pick(basis.teacher()),
                        pick(student));
    }

    @Nullable
    List<ToolReport> tools() {
        if (basis.task().task().kind() != TaskKind.TOOL_CALL || judged.isEmpty()) {
            return null;
        }
        return List.of(
                ToolReport.of("teacher", calls(pick(basis.teacher()))), ToolReport.of("student", calls(pick(student))));
    }

    private List<CallScore> calls(List<Answer> answers) {
        List<Answer> gold = gold();
        return IntStream.range(0, gold.size())
                .mapToObj(i -> metrics.calls(gold.get(i), answers.get(i)))
                .toList();
    }

    @Nullable
    BiasReport bias() {
        BiasConfig bias = config.bias();
        return bias == null
                ? null
                : BiasAnalysis.of(bias, PanelAnalysis.decisions(bias, plan, samples, basis, student));
    }

    private static List<Optional<String>> labels(Metric metric, List<Answer> answers) {
        return answers.stream().map(metric::label).toList();
    }

    private List<Answer> gold() {
        return judged.stream().map(basis.gold()::get).flatMap(Optional::stream).toList();
    }

    private List<Answer> pick(List<Answer> answers) {
        return Questions.pick(answers, judged);
    }
}
