package org.dasllm.model.lora;

import org.jspecify.annotations.Nullable;

/** Adds an adapter to rows of its weight, in float64, as {@link LowRank#merge} does; several threads may do it at once. */
public final class MergedRows {
    /** A, widened once: the JVM makes no vectors of a loop that widens. */
    private final double[] a;

    private final float[] b;
    private final int rank;
    private final int inputs;
    private final double scale;
    private final float @Nullable [] magnitude;

    MergedRows(float[] a, float[] b, int rank, double scale, float @Nullable [] magnitude) {
        this.a = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            this.a[i] = a[i];
        }
        this.b = b;
        this.rank = rank;
        this.inputs = a.length / rank;
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
        double[] row = new double[inputs];
        for (int o = 0; o < count; o++) {
            int start = o * inputs;
            for (int i = 0; i < inputs; i++) {
                row[i] = rows[start + i];
            }
            int own = (first + o) * rank;
            int r = 0;
            for (; r + 4 <= rank; r += 4) {
                addFour(row, scale, b, own + r, a, r * inputs);
            }
            for (; r < rank; r++) {
                addScaled(row, scale * b[own + r], a, r * inputs);
            }
            double stretch = magnitude == null ? 1 : magnitude[first + o] / LowRank.norm(row);
            for (int i = 0; i < inputs; i++) {
                rows[start + i] = (float) (stretch * row[i]);
            }
        }
    }

    /** Four of {@link #addScaled}, one after the other, in one pass over the row. */
    private static void addFour(double[] row, double scale, float[] factors, int first, double[] from, int start) {
        double f0 = scale * factors[first];
        double f1 = scale * factors[first + 1];
        double f2 = scale * factors[first + 2];
        double f3 = scale * factors[first + 3];
        int length = row.length;
        int second = start + length;
        int third = second + length;
        int fourth = third + length;
        for (int i = 0; i < length; i++) {
            row[i] = row[i]
                    + f0 * from[start + i]
                    + f1 * from[second + i]
                    + f2 * from[third + i]
                    + f3 * from[fourth + i];
        }
    }

    private static void addScaled(double[] row, double factor, double[] from, int start) {
        for (int i = 0; i < row.length; i++) {
            row[i] += factor * from[start + i];
        }
    }
}
