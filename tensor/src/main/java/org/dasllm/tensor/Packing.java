package org.dasllm.tensor;

import java.util.Arrays;

/**
 * How sequences lie one behind the other in the rows of a tensor: sequence s has lengths[s] rows. There is no padding,
 * and no attention from one sequence to another.
 */
public record Packing(int... lengths) {

    public Packing {
        lengths = lengths.clone();
        for (int length : lengths) {
            if (length <= 0) {
                throw new IllegalArgumentException(
                        "A packed sequence needs at least one row: " + Arrays.toString(lengths));
            }
        }
    }

    public int sequences() {
        return lengths.length;
    }

    public int length(int sequence) {
        return lengths[sequence];
    }

    /** Rows of all sequences together. */
    public int rows() {
        return Arrays.stream(lengths).sum();
    }

    /** Row by row, its position within its sequence, from 0. */
    public int[] positions() {
        int[] positions = new int[rows()];
        int row = 0;
        for (int length : lengths) {
            for (int i = 0; i < length; i++) {
                positions[row++] = i;
            }
        }
        return positions;
    }
}
