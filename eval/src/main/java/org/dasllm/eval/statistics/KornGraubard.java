package org.dasllm.eval.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The bound of a rate over questions that come in clusters: Clopper and Pearson's, with the number of independent questions that they are
 * worth in place of their number (Korn, Graubard 1998, Survey Methodology 24:193). For questions on their own it is Clopper and Pearson's.
 */
public final class KornGraubard {
    private KornGraubard() {}

    /**
     * How many independent questions n clustered ones are worth: n / effect · (t(n − 1) / t(clusters − 1))², and never more than n.
     *
     * @param effect the design effect, the clustered variance of the rate over that of independent questions
     * @param clusters at least 2 where n is
     * @param confidence of the bound, one-sided, above 0.5
     */
    public static double effective(long n, double effect, int clusters, double confidence) {
        if (clusters == n) {
            return Math.min((double) n, n / effect);
        }
        double twoSided = 2 * confidence - 1;
        double ratio =
                Quantiles.twoSidedStudent(n - 1.0, twoSided) / Quantiles.twoSidedStudent(clusters - 1.0, twoSided);
        return Math.min((double) n, n / effect * ratio * ratio);
    }

    /**
     * The rate above which so few failures would be seen with probability below 1 − confidence; one-sided.
     *
     * @param effective what the n questions are worth, above 0 and at most n
     */
    public static double upper(long failures, long n, double effective, double confidence) {
        if (n < 1 || failures < 0 || failures > n || !(effective > 0 && effective <= n)) {
            throw new IllegalArgumentException(
                    failures + " of " + n + " questions worth " + effective + " is not a proportion");
        }
        double scaled = failures * effective / n;
        return failures == n
                ? 1
                : BetaDistribution.of(scaled + 1, effective - scaled).inverseCumulativeProbability(confidence);
    }
}
