package org.dasllm.trainer.data;

import java.util.Random;

/**
 * Random numbers that are a function of the seed and of what they are for. Nothing of them need be kept in a checkpoint:
 * a resumed run draws the same ones again. {@link Random}'s algorithm is fixed by its specification.
 */
public final class Streams {
    /** What dropout within the model is decided by; item is the micro-batch, epoch the step. */
    public static final long DROPOUT = 4;

    private Streams() {}

    static Random of(long seed, long purpose, long epoch, long item) {
        return new Random(key(seed, purpose, epoch, item));
    }

    /** A number that all of the arguments decide. */
    public static long key(long seed, long purpose, long epoch, long item) {
        return mix(mix(mix(mix(seed) + purpose) + epoch) + item);
    }

    /** A 64-bit finaliser (Steele et al., 2014, "Fast splittable pseudorandom number generators"). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
