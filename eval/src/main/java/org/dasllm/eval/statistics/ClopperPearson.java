package org.dasllm.eval.statistics;

import org.apache.commons.statistics.distribution.BetaDistribution;

/** The exact bound of a rate (Clopper, Pearson 1934, Biometrika 26:404). */
public final class ClopperPearson {
    private ClopperPearson() {}

    /** The rate above which so few failures would be seen with probability below 1 − confidence; one-sided. */
    public static double upper(long failures, long n, double confidence) {
        if (n < 1 || failures < 0 || failures > n) {
            throw new IllegalArgumentException(failures + " of " + n + " is not a proportion");
        }
        return failures == n
                ? 1
                : BetaDistribution.of(failures + 1.0, (double) (n - failures)).inverseCumulativeProbability(confidence);
    }
}
