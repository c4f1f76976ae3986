package org.dasllm.onednn.vectors;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Softmax of rows of scores in scratch memory. Up to a vector behind a row's end is overwritten: see {@link #stride}. */
public final class SoftmaxRows {
    /** Far below any score; its exponential is 1e-38. */
    public static final float NOTHING = -1e30f;

    private SoftmaxRows() {}

    /** Floats from row to row, for rows of that length. */
    public static int stride(int length) {
        return Vectors.padded(length) + Vectors.LANES;
    }

    public static float max(ByteBuffer data, int offset, int count) {
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

    /** Replaces scores x by cap · tanh(x / cap); up to a vector behind the last one is overwritten. */
    public static void cap(ByteBuffer data, int offset, int count, float cap) {
        int end = offset + Vectors.padded(count) * Float.BYTES;
        for (int at = offset; at < end; at += Vectors.STEP) {
            Vectors.store(Vectors.tanh(Vectors.load(data, at).div(cap)).mul(cap), data, at);
        }
    }

    /**
     * Replaces the first n of the row's scores x by e^(x − max) and the others, up to width, by 0.
     *
     * @return their sum
     */
    public static float exponentials(ByteBuffer data, int offset, int n, int width, float max) {
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

    /**
     * Replaces the first n of the row's scores x by e^(x − logSum), their probabilities p, and these' gradients dp by the
     * scores' own, p · (dp − mean); the others, up to width, by 0.
     */
    public static void gradients(ByteBuffer x, ByteBuffer dp, int offset, int n, int width, float logSum, float mean) {
        int end = offset + Vectors.padded(n) * Float.BYTES;
        for (int at = offset; at < end; at += Vectors.STEP) {
            FloatVector p = Vectors.exp(Vectors.load(x, at).sub(logSum));
            Vectors.store(p, x, at);
            Vectors.store(Vectors.load(dp, at).sub(mean).mul(p), dp, at);
        }
        clear(x, offset, n, width);
        clear(dp, offset, n, width);
    }

    /** The same for scores that are yet to be capped; the gradients are those before it, times 1 − tanh²(x / cap). */
    public static void gradients(
            ByteBuffer x, ByteBuffer dp, int offset, int n, int width, float logSum, float mean, float cap) {
        FloatVector one = FloatVector.broadcast(Vectors.SPECIES, 1f);
        int end = offset + Vectors.padded(n) * Float.BYTES;
        for (int at = offset; at < end; at += Vectors.STEP) {
            FloatVector t = Vectors.tanh(Vectors.load(x, at).div(cap));
            FloatVector p = Vectors.exp(t.mul(cap).sub(logSum));
            FloatVector slope = one.sub(t.mul(t));
            Vectors.store(p, x, at);
            Vectors.store(Vectors.load(dp, at).sub(mean).mul(p).mul(slope), dp, at);
        }
        clear(x, offset, n, width);
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
