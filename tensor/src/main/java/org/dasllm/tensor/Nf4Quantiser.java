package org.dasllm.tensor;

/**
 * Rounds weights to NF4 as bitsandbytes does on a CPU, bit for bit: a block is divided by its greatest magnitude, by way of
 * the reciprocal (in a short last block without it), and a value becomes the code whose neighbours' midpoints it lies
 * between; one on a midpoint becomes the lower code.
 */
public final class Nf4Quantiser {
    /** A greatest magnitude below it is taken for it, so that a block of zeros stays one. */
    private static final float LEAST = 1e-38f;

    /** Value i of it is the midpoint of codes i and i + 1. */
    private static final float[] MIDPOINTS = midpoints();

    private Nf4Quantiser() {}

    private static float[] midpoints() {
        float[] midpoints = new float[15];
        for (int i = 0; i < midpoints.length; i++) {
            midpoints[i] = (Nf4Matrix.code(i) + Nf4Matrix.code(i + 1)) / 2;
        }
        return midpoints;
    }

    /**
     * Quantises a matrix.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public static Nf4Matrix quantise(HostMatrix matrix) {
        float[] values = matrix.toFloats();
        byte[] codes = new byte[(values.length + 1) / 2];
        float[] scales = new float[(values.length + Nf4Matrix.BLOCK - 1) / Nf4Matrix.BLOCK];
        for (int block = 0; block < scales.length; block++) {
            int start = block * Nf4Matrix.BLOCK;
            int end = Math.min(start + Nf4Matrix.BLOCK, values.length);
            float greatest = greatest(values, start, end);
            boolean whole = end - start == Nf4Matrix.BLOCK;
            scales[block] = whole ? greatest : Math.max(greatest, LEAST);
            float divisor = Math.max(greatest, LEAST);
            float factor = 1 / divisor;
            for (int i = start; i < end; i++) {
                put(codes, i, code(whole ? values[i] * factor : values[i] / divisor));
            }
        }
        if (values.length % 2 == 1) {
            put(codes, values.length, code(0)); // the half byte that is left over
        }
        return new Nf4Matrix(matrix.rows(), matrix.columns(), codes, scales);
    }

    private static float greatest(float[] values, int start, int end) {
        float greatest = 0;
        for (int i = start; i < end; i++) {
            float magnitude = Math.abs(values[i]);
            if (!(magnitude <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("Value " + i + " is " + values[i]);
            }
            greatest = Math.max(greatest, magnitude);
        }
        return greatest;
    }

    /** The number of midpoints below the value. */
    private static int code(float scaled) {
        int low = 0;
        int high = MIDPOINTS.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (MIDPOINTS[middle] < scaled) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void put(byte[] codes, int i, int code) {
        codes[i >> 1] |= (byte) ((i & 1) == 0 ? code << 4 : code);
    }
}
