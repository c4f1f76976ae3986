package org.dasllm.model.weights;

import java.util.Random;

/**
 * Random first values that depend on a seed and the tensor's name only, so neither the order of creation nor another
 * tensor's shape changes them. {@link Random}'s algorithms are fixed by its specification, on every machine.
 */
public final class InitialValues {
    private final long seed;

    public InitialValues(long seed) {
        this.seed = seed;
    }

    /** Normal with mean 0. */
    public float[] normal(String name, int count, double deviation) {
        Random random = new Random(NamedSeed.of(seed, name));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** Uniform in [−bound, bound). */
    public float[] uniform(String name, int count, double bound) {
        Random random = new Random(NamedSeed.of(seed, name));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }
}
