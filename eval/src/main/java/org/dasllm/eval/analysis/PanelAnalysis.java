package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.bias.BiasAnalysis;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.Decisions;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.sample.Sample;

/** Groups of people in a panel. */
public final class PanelAnalysis {
    private PanelAnalysis() {}

    /** @param student its answers, in the samples' order */
    public static PanelReport of(
            BiasConfig config,
            EvaluationPlan plan,
            String sha256,
            List<Sample> samples,
            GradingBasis basis,
            List<Answer> student) {
        return new PanelReport(
                sha256,
                samples.size(),
                basis.withGold(),
                BiasAnalysis.of(config, decisions(config, plan, samples, basis, student)));
    }

    /** What people get by the labels that the configuration names. */
    static Decisions decisions(
            BiasConfig config, EvaluationPlan plan, List<Sample> samples, GradingBasis basis, List<Answer> student) {
        Metric decision = Metric.parse(config.decision());
        return new Decisions(
                samples,
                basis.gold().stream().map(g -> g.flatMap(decision::label)).toList(),
                labels(decision, basis.teacher()),
                labels(decision, student),
                plan.groupClustered() ? samples.stream().map(Sample::group).toList() : null,
                plan.confidence(),
                plan.minimumSliceSize());
    }

    private static List<Optional<String>> labels(Metric metric, List<Answer> answers) {
        return answers.stream().map(metric::label).toList();
    }
}
