package org.dasllm.model.lora;

import org.jspecify.annotations.Nullable;

/** Adds an adapter to rows of its weight, in float64, as {@link LowRank#merge} does; several threads may do it at once. */
public final class MergedRows {
    /** A's rows, widened once and each an array of its own: the JVM makes vectors only of loops without widening and offsets. */
    private final double[][] a;

    private final float[] b;
    private final int inputs;
    private final double scale;
    private final float @Nullable [] magnitude;

    MergedRows(float[] a, float[] b, int rank, double scale, float @Nullable [] magnitude) {
        this.inputs = a.length / rank;
        this.a = new double[rank][inputs];
        for (int r = 0; r < rank; r++) {
            widen(a, r * inputs, this.a[r]);
        }
        this.b = b;
        this.scale = scale;
        this.magnitude = magnitude;
    }

    /**
     * Replaces rows of the weight by those of the sum, rounded to float32.
     *
     * @param rows [count, in], row by row
     * @param first the first one's number in the weight
     */
    public void add(float[] rows, int first, int count) {
        int rank = a.length;
        double[] row = new double[inputs];
        for (int o = 0; o < count; o++) {
            widen(rows, o * inputs, row);
            int own = (first + o) * rank;
            int r = 0;
            for (; r + 4 <= rank; r += 4) {
                addFour(
                        row,
                        scale * b[own + r],
                        a[r],
                        scale * b[own + r + 1],
                        a[r + 1],
                        scale * b[own + r + 2],
                        a[r + 2],
                        scale * b[own + r + 3],
                        a[r + 3]);
            }
            for (; r < rank; r++) {
                addScaled(row, scale * b[own + r], a[r]);
            }
            narrow(row, magnitude == null ? 1 : magnitude[first + o] / LowRank.norm(row), rows, o * inputs);
        }
    }

    /** Four of {@link #addScaled}, one after the other, in one pass over the row. */
    private static void addFour(
            double[] row,
            double f0,
            double[] a0,
            double f1,
            double[] a1,
            double f2,
            double[] a2,
            double f3,
            double[] a3) {
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] + f0 * a0[i] + f1 * a1[i] + f2 * a2[i] + f3 * a3[i];
        }
    }

    private static void addScaled(double[] row, double factor, double[] from) {
        for (int i = 0; i < row.length; i++) {
            row[i] += factor * from[i];
        }
    }

    private static void widen(float[] from, int start, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = from[start + i];
        }
    }

    private static void narrow(double[] from, double stretch, float[] into, int start) {
        for (int i = 0; i < from.length; i++) {
            into[start + i] = (float) (stretch * from[i]);
        }
    }
}
