package org.dasllm.model.lora;

import org.dasllm.tensor.HostMatrix;

/**
 * An adapter's values: what is added to the weight is scale · B · A.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale s
 */
public record LowRank(HostMatrix a, HostMatrix b, float scale) {

    /**
     * W + s·B·A, summed in float64.
     *
     * @param weight [out, in], row by row
     * @return the sum, rounded to float32; the argument is not changed
     */
    public float[] addedTo(float[] weight) {
        return merge(weight, a.toFloats(), b.toFloats(), a.rows(), scale);
    }

    /**
     * W + s·B·A, summed in float64.
     *
     * @param weight [out, in], row by row
     * @param a [rank, in]
     * @param b [out, rank]
     */
    public static float[] merge(float[] weight, float[] a, float[] b, int rank, double scale) {
        int inputs = a.length / rank;
        int outputs = b.length / rank;
        if (weight.length != (long) inputs * outputs) {
            throw new IllegalArgumentException(
                    "An adapter of " + outputs + " x " + inputs + " for a weight of " + weight.length + " values");
        }
        float[] merged = new float[weight.length];
        double[] row = new double[inputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                row[i] = weight[o * inputs + i];
            }
            for (int r = 0; r < rank; r++) {
                double factor = scale * b[o * rank + r];
                for (int i = 0; i < inputs; i++) {
                    row[i] += factor * a[r * inputs + i];
                }
            }
            for (int i = 0; i < inputs; i++) {
                merged[o * inputs + i] = (float) row[i];
            }
        }
        return merged;
    }
}
