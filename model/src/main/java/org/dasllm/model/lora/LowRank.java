package org.dasllm.model.lora;

import org.dasllm.tensor.HostMatrix;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's values: what is added to the weight is scale · B · A, and with DoRA every row of the sum is then given the
 * length that the magnitude says.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale s
 * @param magnitude m [1, out]; null without DoRA
 */
public record LowRank(
        HostMatrix a, HostMatrix b, float scale, @Nullable HostMatrix magnitude) {

    /**
     * W + s·B·A, or with DoRA m / ‖W + s·B·A‖ ∘ (W + s·B·A) with a norm for every row; in float64, rounded to float32.
     *
     * @param weight [out, in], row by row; it is not changed
     * @param a [rank, in]
     * @param b [out, rank]
     * @param magnitude [out]; null without DoRA
     */
    public static float[] merge(
            float[] weight, float[] a, float[] b, int rank, double scale, float @Nullable [] magnitude) {
        int outputs = b.length / rank;
        if (weight.length != (long) a.length / rank * outputs) {
            throw new IllegalArgumentException("An adapter of " + outputs + " x " + a.length / rank
                    + " for a weight of " + weight.length + " values");
        }
        float[] merged = weight.clone();
        new MergedRows(a, b, rank, scale, magnitude).add(merged, 0, outputs);
        return merged;
    }

    /** The same for a weight that is merged by bands of rows. */
    public MergedRows rows() {
        return new MergedRows(
                a.toFloats(), b.toFloats(), a.rows(), scale, magnitude == null ? null : magnitude.toFloats());
    }

    /** ‖W‖ [out], a norm for every row, summed in float64. */
    static float[] rowNorms(float[] weight, int outputs) {
        float[] norms = new float[outputs];
        double[] row = new double[weight.length / outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = weight[o * row.length + i];
            }
            norms[o] = (float) norm(row);
        }
        return norms;
    }

    static double norm(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
