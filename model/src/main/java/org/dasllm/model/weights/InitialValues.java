package org.dasllm.model.weights;

import java.nio.charset.StandardCharsets;
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
        Random random = new Random(seedOf(name));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    /** Uniform in [−bound, bound). */
    public float[] uniform(String name, int count, double bound) {
        Random random = new Random(seedOf(name));
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return values;
    }

    /** FNV-1a over the name, started from the seed, then a 64-bit finaliser so that near seeds give far streams. */
    private long seedOf(String name) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return hash ^ (hash >>> 31);
    }
}
