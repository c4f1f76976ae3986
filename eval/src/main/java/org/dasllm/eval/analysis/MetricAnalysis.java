package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.ConfusionMatrix;
import org.dasllm.eval.statistics.Kappa;
import org.dasllm.eval.statistics.McNemar;
import org.dasllm.eval.statistics.PairedCounts;
import org.dasllm.eval.statistics.PairedDifference;
import org.dasllm.eval.statistics.PairedInterval;
import org.dasllm.eval.statistics.SampleSize;
import org.dasllm.eval.statistics.WilsonInterval;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/** One metric's numbers. */
final class MetricAnalysis {
    /** How an answer without a label is called in tables. */
    static final String INVALID = "(invalid)";

    private static final int LARGEST_MATRIX = 16;
    private static final int CONFUSIONS = 20;
    private static final double POWER = 0.8;

    private final EvaluationPlan plan;
    private final Questions questions;

    MetricAnalysis(EvaluationPlan plan, Questions questions) {
        this.plan = plan;
        this.questions = questions;
    }

    /** @param baselines their labels, by name, in the order of the report */
    MetricReport report(String metric, Map<String, List<Optional<String>>> baselines) {
        List<SystemScore> systems = new ArrayList<>();
        systems.add(score("teacher", questions.teacher(), true));
        systems.add(score("student", questions.student(), false));
        baselines.forEach((name, labels) -> systems.add(score(name, labels, false)));
        boolean judged = questions.judged().length > 0;
        return new MetricReport(
                metric,
                metric.equals(plan.primary()),
                systems,
                judged ? paired() : null,
                kappa(),
                judged ? classes() : null);
    }

    private SystemScore score(String name, List<Optional<String>> labels, boolean isTeacher) {
        boolean[] right = questions.right(labels);
        boolean[] teacher = questions.right(questions.teacher());
        int n = right.length;
        int hits = count(right);
        int asked = labels.size();
        int agreed = questions.agreed(labels);
        return new SystemScore(
                name,
                n,
                hits,
                n == 0 ? null : (double) hits / n,
                n == 0 ? null : WilsonInterval.of(hits, n, plan.confidence()),
                n == 0 || isTeacher ? null : (double) (hits - count(teacher)) / n,
                isTeacher
                        ? null
                        : DecisionInterval.of(plan, right, teacher, questions.groups())
                                .orElse(null),
                asked,
                agreed,
                (double) agreed / asked,
                WilsonInterval.of(agreed, asked, plan.confidence()));
    }

    private MetricReport.Paired paired() {
        boolean[] student = questions.right(questions.student());
        boolean[] teacher = questions.right(questions.teacher());
        PairedCounts counts = PairedCounts.of(student, teacher);
        Optional<ClusteredMean> clustered = PairedInterval.clustered(student, teacher, questions.groups());
        Optional<Interval> clusteredInterval = clustered.map(mean -> mean.interval(plan.confidence()));
        double discordant = (double) Math.max(1, counts.discordant()) / counts.n();
        return new MetricReport.Paired(
                counts,
                counts.difference(),
                PairedDifference.tango(counts, plan.confidence()),
                PairedDifference.newcombe(counts, plan.confidence()),
                PairedDifference.wald(counts, plan.confidence()),
                clustered.orElse(null),
                clusteredInterval.orElse(null),
                DecisionInterval.of(plan, student, teacher, questions.groups()).orElse(null),
                McNemar.of(counts),
                null,
                SampleSize.nonInferiority(plan.alpha(), POWER, discordant, 0, plan.margin()));
    }

    private @Nullable Double kappa() {
        // Two unreadable answers are not an agreement.
        OptionalDouble kappa = Kappa.of(
                questions.student().stream().map(l -> l.orElse(INVALID)).toList(),
                questions.teacher().stream()
                        .map(l -> l.orElse(INVALID + " teacher"))
                        .toList());
        return kappa.isPresent() ? kappa.getAsDouble() : null;
    }

    private MetricReport.Classes classes() {
        List<String> right = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (int i : questions.judged()) {
            right.add(questions.gold().get(i).orElseThrow());
            answered.add(questions.student().get(i).orElse(INVALID));
        }
        ConfusionMatrix matrix = ConfusionMatrix.of(right, answered);
        List<ConfusionMatrix.ClassScore> scores = matrix.classScores();
        double macroF1 = scores.stream()
                .filter(s -> s.support() > 0)
                .mapToDouble(ConfusionMatrix.ClassScore::f1)
                .average()
                .orElse(0);
        return new MetricReport.Classes(
                macroF1,
                scores,
                matrix.labels().size() <= LARGEST_MATRIX ? matrix : null,
                matrix.mostConfused(CONFUSIONS));
    }

    static int count(boolean[] values) {
        int count = 0;
        for (boolean value : values) {
            count += value ? 1 : 0;
        }
        return count;
    }
}
