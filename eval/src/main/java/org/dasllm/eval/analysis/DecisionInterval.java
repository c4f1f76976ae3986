package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.plan.IntervalMethod;
import org.dasllm.eval.statistics.PairedInterval;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;

/** The interval that the plan names. */
final class DecisionInterval {
    private DecisionInterval() {}

    /** Empty where it cannot be estimated: no questions, or one group only. */
    static Optional<Interval> of(EvaluationPlan plan, boolean[] first, boolean[] second, List<String> groups) {
        return of(plan, plan.confidence(), first, second, groups);
    }

    /** The same at another confidence, as a sequence of endpoints needs it. */
    static Optional<Interval> of(
            EvaluationPlan plan, double confidence, boolean[] first, boolean[] second, List<String> groups) {
        List<String> clusters = plan.groupClustered() ? groups : null;
        return IntervalMethod.usesDesignEffect(plan)
                ? PairedInterval.of(first, second, clusters, confidence)
                : PairedInterval.withoutDesignEffect(first, second, clusters, confidence);
    }
}
