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
            for (int r = 0; r < rank; r++) {
                addScaled(row, scale * b[(first + o) * rank + r], a, r * inputs);
            }
            double stretch = magnitude == null ? 1 : magnitude[first + o] / LowRank.norm(row);
            for (int i = 0; i < inputs; i++) {
                rows[start + i] = (float) (stretch * row[i]);
            }
        }
    }

    private static void addScaled(double[] row, double factor, double[] from, int start) {
        for (int i = 0; i < row.length; i++) {
            row[i] += factor * from[start + i];
        }
    }
}
