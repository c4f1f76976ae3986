package org.dasllm.model.generate;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Samples from the softmax of logits / temperature, cut to the fewest tokens whose probabilities reach topP (Holtzman et
 * al., 2019, arXiv:1904.09751).
 */
final class NucleusSampler implements Sampler {
    private final double temperature;
    private final double topP;
    private final SplittableRandom random;

    NucleusSampler(double temperature, double topP, long seed) {
        this.temperature = temperature;
        this.topP = topP;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public int next(float[] logits) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        if (!Float.isFinite(highest)) {
            throw Sampler.notNumbers();
        }
        double sum = 0;
        double[] weights = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - highest) / temperature);
            sum += weights[i];
        }
        double draw = random.nextDouble();
        return topP >= 1 ? fromAll(weights, draw * sum) : fromNucleus(weights, sum, draw);
    }

    private static int fromAll(double[] weights, double target) {
        int last = 0;
        double reached = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                reached += weights[i];
                last = i;
                if (target < reached) {
                    return i;
                }
            }
        }
        return last;
    }

    private int fromNucleus(double[] weights, double sum, double draw) {
        // A token this improbable is never needed to reach topP; leaving them out keeps the sort short.
        double floor = (1 - topP) / weights.length * sum;
        long[] keys = new long[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] >= floor) {
                // The bits of a positive float sort like its value: most probable first, then the lowest id.
                keys[count++] = ((long) ~Float.floatToIntBits((float) weights[i]) << 32) | i;
            }
        }
        Arrays.sort(keys, 0, count);
        double nucleus = 0;
        int size = 0;
        while (size < count && nucleus < topP * sum) {
            nucleus += weights[(int) keys[size++]];
        }
        double target = draw * nucleus;
        double reached = 0;
        for (int i = 0; i < size; i++) {
            reached += weights[(int) keys[i]];
            if (target < reached) {
                return (int) keys[i];
            }
        }
        return (int) keys[Math.max(0, size - 1)];
    }
}
