package org.dasllm.trainer.data;

import java.util.Random;
import org.dasllm.tensor.Dropout;

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
        return Dropout.mix(Dropout.mix(Dropout.mix(Dropout.mix(seed) + purpose) + epoch) + item);
    }
}
