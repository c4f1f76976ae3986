package org.dasllm.eval.calibration;

import java.util.List;
import java.util.stream.IntStream;
import org.dasllm.eval.statistics.ClusteredMean;
import org.jspecify.annotations.Nullable;

/**
 * Answers with what was said of them.
 *
 * @param probability that each answer is right, as the student says it, 0 to 1
 * @param right whether it is
 * @param groups the questions' clusters; null where they do not depend on each other
 * @param unstated how many more answers there are without a probability
 */
public record Stated(
        double[] probability, boolean[] right, @Nullable List<String> groups, int unstated) {

    public Stated {
        if (probability.length != right.length || (groups != null && groups.size() != right.length)) {
            throw new IllegalArgumentException(probability.length + " probabilities of " + right.length + " answers");
        }
    }

    int n() {
        return right.length;
    }

    /** How the wrong ones among some answers vary between clusters. */
    Spread spread(int[] answers) {
        if (groups == null) {
            return new Spread(1, answers.length);
        }
        List<String> clusters = IntStream.of(answers).mapToObj(groups::get).toList();
        double[] wrong =
                IntStream.of(answers).mapToDouble(i -> right[i] ? 0 : 1).toArray();
        return ClusteredMean.of(wrong, clusters)
                .map(mean -> new Spread(Math.max(1, mean.designEffect()), mean.clusters()))
                .orElse(new Spread(1, 1));
    }

    /**
     * @param effect the design effect, 1 or more
     * @param clusters how many there are
     */
    record Spread(double effect, int clusters) {}
}
