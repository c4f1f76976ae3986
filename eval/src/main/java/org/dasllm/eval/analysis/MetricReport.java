package org.dasllm.eval.analysis;

import java.util.List;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.ConfusionMatrix;
import org.dasllm.eval.statistics.McNemar;
import org.dasllm.eval.statistics.PairedCounts;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * Everything about one metric.
 *
 * @param name as in the plan
 * @param primary whether it decides
 * @param systems teacher and student first, then the baselines
 * @param paired student against teacher; null without right answers
 * @param kappa Cohen's, of student and teacher; null where both always give one label
 * @param classes the student against the right answers; null without right answers
 */
public record MetricReport(
        String name,
        boolean primary,
        List<SystemScore> systems,
        @Nullable Paired paired,
        @Nullable Double kappa,
        @Nullable Classes classes) {

    /** The student's row. */
    public SystemScore student() {
        return systems.get(1);
    }

    /** The teacher's row. */
    public SystemScore teacher() {
        return systems.get(0);
    }

    /**
     * Student and teacher on the same questions.
     *
     * @param counts who was right
     * @param difference student − teacher
     * @param tango Tango's score interval
     * @param newcombe Newcombe's hybrid score interval
     * @param wald the textbook interval
     * @param clustered errors over groups; null with fewer than two groups
     * @param clusteredInterval the t interval from them; null with fewer than two groups
     * @param decision the interval that the plan's method gives; null where it cannot be estimated
     * @param mcNemar tests of "right equally often"
     * @param holm the exact p adjusted over the secondary metrics; null on the primary metric, which stands alone
     * @param neededForEightyPercent questions that would show non-inferiority with 80 % power if the two were equally
     *     good and as often alone in being right as they were here
     */
    public record Paired(
            PairedCounts counts,
            double difference,
            Interval tango,
            Interval newcombe,
            Interval wald,
            @Nullable ClusteredMean clustered,
            @Nullable Interval clusteredInterval,
            @Nullable Interval decision,
            McNemar mcNemar,
            @Nullable Double holm,
            long neededForEightyPercent) {

        Paired withHolm(double adjusted) {
            return new Paired(
                    counts,
                    difference,
                    tango,
                    newcombe,
                    wald,
                    clustered,
                    clusteredInterval,
                    decision,
                    mcNemar,
                    adjusted,
                    neededForEightyPercent);
        }
    }

    /**
     * The student class by class.
     *
     * @param macroF1 the mean of F1 over the classes that occur among the right answers
     * @param scores all classes
     * @param matrix right against answered; null with too many classes to draw
     * @param confusions the most frequent mistakes
     */
    public record Classes(
            double macroF1,
            List<ConfusionMatrix.ClassScore> scores,
            @Nullable ConfusionMatrix matrix,
            List<ConfusionMatrix.Confusion> confusions) {}

    MetricReport withPaired(Paired replaced) {
        return new MetricReport(name, primary, systems, replaced, kappa, classes);
    }
}
