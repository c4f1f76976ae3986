package org.dasllm.onednn;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Softmax of rows of scores in scratch memory. Up to a vector behind a row's end is overwritten: see {@link #stride}. */
final class SoftmaxRows {
    /** Far below any score; its exponential is 1e-38. */
    private static final float NOTHING = -1e30f;

    private SoftmaxRows() {}

    /** Floats from row to row, for rows of that length. */
    static int stride(int length) {
        return Vectors.padded(length) + Vectors.LANES;
    }

    static float max(ByteBuffer data, int offset, int count) {
        float max = Float.NEGATIVE_INFINITY;
        int at = offset;
        int end = offset + count * Float.BYTES;
        if (count >= Vectors.LANES) {
            FloatVector largest = Vectors.load(data, at);
            for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
                largest = largest.max(Vectors.load(data, at));
            }
            float[] lanes = new float[Vectors.LANES];
            largest.intoArray(lanes, 0);
            for (float lane : lanes) {
                max = Math.max(max, lane);
            }
        }
        for (; at < end; at += Float.BYTES) {
            max = Math.max(max, data.getFloat(at));
        }
        return max;
    }

    /**
     * Replaces the first n of the row's scores x by e^(x − max) and the others, up to width, by 0.
     *
     * @return their sum
     */
    static float exponentials(ByteBuffer data, int offset, int n, int width, float max) {
        Vectors.store(FloatVector.broadcast(Vectors.SPECIES, NOTHING), data, offset + n * Float.BYTES);
        int end = offset + Vectors.padded(n) * Float.BYTES;
        FloatVector total = FloatVector.zero(Vectors.SPECIES);
        for (int at = offset; at < end; at += Vectors.STEP) {
            FloatVector e = Vectors.exp(Vectors.load(data, at).sub(max));
            Vectors.store(e, data, at);
            total = total.add(e);
        }
        clear(data, offset, n, width);
        return Vectors.sum(total);
    }

    /** Replaces the first n of the row's scores x by e^(x − logSum), their probabilities, and the others by 0. */
    static void probabilities(ByteBuffer data, int offset, int n, int width, float logSum) {
        int end = offset + Vectors.padded(n) * Float.BYTES;
        for (int at = offset; at < end; at += Vectors.STEP) {
            Vectors.store(Vectors.exp(Vectors.load(data, at).sub(logSum)), data, at);
        }
        clear(data, offset, n, width);
    }

    /** Turns the row of the probabilities' gradients dp into that of the scores: p · (dp − mean). */
    static void scoreGradients(ByteBuffer p, ByteBuffer dp, int offset, int n, int width, float mean) {
        int end = offset + Vectors.padded(n) * Float.BYTES;
        for (int at = offset; at < end; at += Vectors.STEP) {
            Vectors.store(Vectors.load(dp, at).sub(mean).mul(Vectors.load(p, at)), dp, at);
        }
        clear(dp, offset, n, width);
    }

    private static void clear(ByteBuffer data, int offset, int n, int width) {
        FloatVector zero = FloatVector.zero(Vectors.SPECIES);
        int end = offset + width * Float.BYTES;
        for (int at = offset + n * Float.BYTES; at < end; at += Vectors.STEP) {
            Vectors.store(zero, data, at);
        }
    }
}
