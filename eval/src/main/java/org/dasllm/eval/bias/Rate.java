package org.dasllm.eval.bias;

import java.util.List;
import org.dasllm.eval.statistics.ClusteredMean;
import org.dasllm.eval.statistics.WilsonInterval;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * A share of a group, with its denominator.
 *
 * @param count how many
 * @param of how many there are; a rate of none is not estimable
 * @param interval simultaneous over the groups that are compared; null where {@code of} is 0
 */
public record Rate(int count, int of, @Nullable Interval interval) {
    /**
     * Wilson's interval, or the cluster-robust one where that is wider.
     *
     * @param clusters of the questions; null where they do not depend on each other
     */
    static Rate of(boolean[] hits, @Nullable List<String> clusters, double confidence) {
        int count = 0;
        double[] values = new double[hits.length];
        for (int i = 0; i < hits.length; i++) {
            count += hits[i] ? 1 : 0;
            values[i] = hits[i] ? 1 : 0;
        }
        if (hits.length == 0) {
            return new Rate(0, 0, null);
        }
        Interval wilson = WilsonInterval.of(count, hits.length, confidence);
        Interval wider = clusters == null
                ? wilson
                : ClusteredMean.of(values, clusters)
                        .map(mean -> within(wilson.hull(mean.interval(confidence))))
                        .orElse(wilson);
        return new Rate(count, hits.length, wider);
    }

    private static Interval within(Interval interval) {
        return new Interval(Math.max(0, interval.lower()), Math.min(1, interval.upper()));
    }

    /** Null where it is a rate of none. */
    public @Nullable Double value() {
        return of == 0 ? null : (double) count / of;
    }
}
