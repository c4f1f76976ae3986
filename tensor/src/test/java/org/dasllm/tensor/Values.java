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

    /** A weight matrix of the same size in NF4. */
    Nf4Matrix quantised(int rows, int columns) {
        int count = rows * columns;
        byte[] codes = new byte[(count + 1) / 2];
        random.nextBytes(codes);
        float[] scales = new float[(count + Nf4Matrix.BLOCK - 1) / Nf4Matrix.BLOCK];
        for (int block = 0; block < scales.length; block++) {
            scales[block] = (float) ((1 + random.nextDouble()) / Math.sqrt(columns));
        }
        return new Nf4Matrix(rows, columns, codes, scales);
    }

    Tensor upload(Pass pass, int rows, int columns) {
        return pass.upload(rows, columns, array(rows * columns));
    }

    /** Numbers from 0 to bound, exclusive. */
    int[] integers(int length, int bound) {
        return random.ints(length, 0, bound).toArray();
    }
}
