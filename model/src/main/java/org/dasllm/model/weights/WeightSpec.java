package org.dasllm.model.weights;

/**
 * One tensor of a checkpoint, before any memory is taken for it.
 *
 * @param name its name in the checkpoint
 * @param rows rows; 1 for a vector
 * @param columns columns
 * @param role what it is for
 */
public record WeightSpec(String name, int rows, int columns, Role role) {

    /** What a tensor is for; decides its shape in a file and its first values. */
    public enum Role {
        EMBEDDING,
        /** A vector, kept as one dimension in a file. */
        NORM,
        /** A norm's vector whose numbers are the distance from 1; kept as one dimension in a file. */
        NORM_FROM_ONE,
        /** A vector, kept as one dimension in a file. */
        BIAS,
        PROJECTION,
        /** A projection whose output is added to the residual stream. */
        RESIDUAL_PROJECTION,
        HEAD
    }

    /** The shape it has in a file. */
    public long[] shape() {
        return switch (role) {
            case NORM, NORM_FROM_ONE, BIAS -> new long[] {columns};
            case EMBEDDING, PROJECTION, RESIDUAL_PROJECTION, HEAD -> new long[] {rows, columns};
        };
    }
}
