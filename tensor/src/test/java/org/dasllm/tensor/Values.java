package org.dasllm.tensor;

import java.util.Random;

/** Normally distributed numbers from a seed. */
final class Values {
    private final Random random;

    Values(long seed) {
        random = new Random(seed);
    }

    float[] array(int length, double deviation) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    float[] array(int length) {
        return array(length, 1);
    }

    /** A weight matrix whose products with unit-sized rows are unit-sized. */
    HostMatrix weight(int rows, int columns) {
        return HostMatrix.of(rows, columns, array(rows * columns, 1 / Math.sqrt(columns)));
    }

    HostMatrix vector(int columns) {
        return HostMatrix.of(1, columns, array(columns));
    }

    Tensor upload(Pass pass, int rows, int columns) {
        return pass.upload(rows, columns, array(rows * columns));
    }

    /** Numbers from 0 to bound, exclusive. */
    int[] integers(int length, int bound) {
        return random.ints(length, 0, bound).toArray();
    }
}
