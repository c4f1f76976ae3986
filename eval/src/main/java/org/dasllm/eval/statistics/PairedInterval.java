package org.dasllm.eval.statistics;

import java.util.List;
import java.util.Optional;
import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The interval that decides about a difference of two shares of the same questions. With clusters it takes the wider ends of several:
 * the cluster-robust one alone would shrink to nothing where nobody disagrees and passes too often where few do, Tango's alone would
 * not see that questions of one cluster go together. So Tango's is also drawn with the questions' number divided by the design effect.
 */
public final class PairedInterval {
    /** A design effect of single questions is 1 but for rounding. */
    private static final double ROUNDING = 1e-9;

    private PairedInterval() {}

    /**
     * Of first − second.
     *
     * @param clusters of the questions; null where they do not depend on each other
     * @return empty where it cannot be estimated: no questions, or one cluster only
     */
    public static Optional<Interval> of(
            boolean[] first, boolean[] second, @Nullable List<String> clusters, double confidence) {
        return of(first, second, clusters, confidence, true);
    }

    /** As it was before the design effect was looked at, for plans that were fixed then. */
    public static Optional<Interval> withoutDesignEffect(
            boolean[] first, boolean[] second, @Nullable List<String> clusters, double confidence) {
        return of(first, second, clusters, confidence, false);
    }

    private static Optional<Interval> of(
            boolean[] first,
            boolean[] second,
            @Nullable List<String> clusters,
            double confidence,
            boolean designEffect) {
        if (first.length == 0) {
            return Optional.empty();
        }
        PairedCounts counts = PairedCounts.of(first, second);
        Interval tango = PairedDifference.tango(counts, confidence);
        if (clusters == null) {
            return Optional.of(tango);
        }
        return clustered(first, second, clusters).map(mean -> {
            Interval wider = tango.hull(mean.interval(confidence));
            double effect = mean.designEffect();
            return designEffect && effect > 1 + ROUNDING
                    ? wider.hull(PairedDifference.tango(counts, effect, mean.clusters(), confidence))
                    : wider;
        });
    }

    /** The mean difference over clusters. */
    public static Optional<ClusteredMean> clustered(boolean[] first, boolean[] second, List<String> clusters) {
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = (first[i] ? 1 : 0) - (second[i] ? 1 : 0);
        }
        return ClusteredMean.of(differences, clusters);
    }
}
