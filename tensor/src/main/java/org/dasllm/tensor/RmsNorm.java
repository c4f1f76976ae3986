package org.dasllm.tensor;

/**
 * RMSNorm (Zhang and Sennrich, 2019, arXiv:1910.07467) over groups of {@code weight.columns()} neighbouring columns of a
 * row: y = x / √(mean(x²) + epsilon) · (offset + weight). One group is the whole row, or one head of it.
 *
 * @param weight [1, columns of a group]
 * @param epsilon added to the mean square
 * @param offset added to every weight: 0 in Llama, 1 in Gemma, whose checkpoints hold the distance from 1
 */
public record RmsNorm(Parameter weight, float epsilon, float offset) {

    public RmsNorm {
        if (weight.rows() != 1) {
            throw new IllegalArgumentException("A norm's weight is one row, not " + weight.rows());
        }
    }

    /** Without an offset. */
    public static RmsNorm of(Parameter weight, float epsilon) {
        return new RmsNorm(weight, epsilon, 0);
    }
}
