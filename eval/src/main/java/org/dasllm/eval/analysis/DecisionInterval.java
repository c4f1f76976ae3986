package org.dasllm.eval.analysis;

import java.util.List;
import java.util.Optional;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.PairedCounts;
import org.dasllm.eval.statistics.PairedDifference;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Interval;

/**
 * The interval that the plan names. With groups it takes the wider end of two: the cluster-robust one alone would shrink
 * to nothing where nobody disagrees, Tango's alone would not see that questions of one group go together.
 */
final class DecisionInterval {
    private DecisionInterval() {}

    /** Empty where it cannot be estimated: no questions, or one group only. */
    static Optional<Interval> of(EvaluationPlan plan, boolean[] first, boolean[] second, List<String> groups) {
        if (first.length == 0) {
            return Optional.empty();
        }
        Interval tango = PairedDifference.tango(PairedCounts.of(first, second), plan.confidence());
        if (!plan.groupClustered()) {
            return Optional.of(tango);
        }
        return clustered(first, second, groups).map(mean -> tango.hull(mean.interval(plan.confidence())));
    }

    static Optional<ClusteredMean> clustered(boolean[] first, boolean[] second, List<String> groups) {
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
        }
        return ClusteredMean.of(differences, groups);
    }
}
