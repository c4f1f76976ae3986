package org.dasllm.eval.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** How many standard errors an interval reaches. */
final class Quantiles {
    private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);

    private Quantiles() {}

    /** z with P(|Z| ≤ z) = confidence. */
    static double twoSidedNormal(double confidence) {
        return STANDARD_NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
    }

    /** z with P(Z ≤ z) = probability. */
    static double normal(double probability) {
        return STANDARD_NORMAL.inverseCumulativeProbability(probability);
    }

    /** P(Z ≤ z). */
    static double normalProbability(double z) {
        return STANDARD_NORMAL.cumulativeProbability(z);
    }

    /** t with P(|T| ≤ t) = confidence. */
    static double twoSidedStudent(double degreesOfFreedom, double confidence) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - confidence) / 2);
    }
}
