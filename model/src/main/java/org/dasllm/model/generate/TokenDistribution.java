package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The tokens that may be drawn, with weights in proportion to their probabilities. From the softmax of logits / temperature tokens are left
 * out in vLLM's order: those below {@code minP} × the greatest probability (Nguyen et al., 2024, arXiv:2407.01082); all but the
 * {@code topK} most probable; and all but the fewest of the rest that reach {@code topP} of it (Holtzman et al., 2019, arXiv:1904.09751).
 * Of equals the lowest token is the first.
 */
final class TokenDistribution {
    private final int[] tokens;
    private final double[] weights;
    private final double sum;

    private TokenDistribution(int[] tokens, double[] weights, double sum) {
        this.tokens = tokens;
        this.weights = weights;
        this.sum = sum;
    }

    /**
     * Weighs the tokens; at least one is left.
     *
     * @param logits one per token of the vocabulary; they stay as they are
     */
    static TokenDistribution of(float[] logits, DrawOptions options) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        if (!Float.isFinite(highest)) {
            throw Sampler.notNumbers();
        }
        int[] tokens = new int[logits.length];
        double[] weights = new double[logits.length];
        int count = 0;
        double sum = 0;
        for (int token = 0; token < logits.length; token++) {
            if (logits[token] == Float.NEGATIVE_INFINITY) {
                continue;
            }
            double weight = Math.exp((logits[token] - highest) / options.temperature());
            if (weight > 0 && weight >= options.minP()) {
                tokens[count] = token;
                weights[count++] = weight;
                sum += weight;
            }
        }
        TokenDistribution all = new TokenDistribution(Arrays.copyOf(tokens, count), Arrays.copyOf(weights, count), sum);
        TokenDistribution some = options.topK() == 0 || options.topK() >= count ? all : all.best(options.topK());
        return options.topP() >= 1 ? some : some.nucleus(options.topP());
    }

    private TokenDistribution best(int most) {
        PriorityQueue<Long> worstFirst = new PriorityQueue<>(most, Comparator.reverseOrder());
        for (int place = 0; place < tokens.length; place++) {
            long key = key(place);
            if (worstFirst.size() < most) {
                worstFirst.add(key);
            } else if (key < worstFirst.element()) {
                worstFirst.remove();
                worstFirst.add(key);
            }
        }
        return first(worstFirst.stream().mapToLong(Long::longValue).sorted().toArray(), Double.POSITIVE_INFINITY);
    }

    private TokenDistribution nucleus(double topP) {
        // A token this improbable is never needed to reach topP; leaving them out keeps the sort short.
        double floor = (1 - topP) / tokens.length * sum;
        long[] keys = new long[tokens.length];
        int count = 0;
        for (int place = 0; place < tokens.length; place++) {
            if (weights[place] >= floor) {
                keys[count++] = key(place);
            }
        }
        long[] sorted = Arrays.copyOf(keys, count);
        Arrays.sort(sorted);
        return first(sorted, topP * sum);
    }

    /** Sorts by weight, the greatest first, then by place: the bits of a positive float sort like its value. */
    private long key(int place) {
        return ((long) ~Float.floatToIntBits((float) weights[place]) << 32) | place;
    }

    /** The first tokens in the order of their keys, until their weights reach a sum. */
    private TokenDistribution first(long[] keys, double enough) {
        int[] chosen = new int[keys.length];
        double[] chosenWeights = new double[keys.length];
        int count = 0;
        double reached = 0;
        while (count < keys.length && (count == 0 || reached < enough)) {
            int place = (int) keys[count];
            chosen[count] = tokens[place];
            chosenWeights[count++] = weights[place];
            reached += weights[place];
        }
        return new TokenDistribution(Arrays.copyOf(chosen, count), Arrays.copyOf(chosenWeights, count), reached);
    }

    /**
     * The token at a place of the distribution.
     *
     * @param share from 0 to below 1, drawn evenly
     */
    int at(double share) {
        double target = share * sum;
        double reached = 0;
        for (int place = 0; place < tokens.length; place++) {
            reached += weights[place];
            if (target < reached) {
                return tokens[place];
            }
        }
        return tokens[tokens.length - 1];
    }

    /** The probability of every token of a vocabulary; 0 for what is left out. */
    double[] probabilities(int vocabulary) {
        double[] probabilities = new double[vocabulary];
        for (int place = 0; place < tokens.length; place++) {
            probabilities[tokens[place]] = weights[place] / sum;
        }
        return probabilities;
    }
}
