package org.dasllm.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums rows that share an id, always in the same order: an atomic scatter would add them up in any. The sum is a product
 * with a matrix of ones and zeros, made for some of the rows at a time.
 */
final class RowSums {
    private static final int ROWS_AT_A_TIME = 512;

    private final int[] ids;

    /** The ids, each once, ascending. */
    private final int[] distinct;

    RowSums(int[] ids) {
        this.ids = ids.clone();
        this.distinct = Arrays.stream(ids).sorted().distinct().toArray();
    }

    int[] distinct() {
        return distinct;
    }

    /** Writes scale times the sums [distinct ids, columns]. */
    void write(INDArray rows, double scale, INDArray sums) {
        for (int first = 0; first < ids.length; first += ROWS_AT_A_TIME) {
            int count = Math.min(ROWS_AT_A_TIME, ids.length - first);
            float[] ones = new float[count * distinct.length];
            for (int i = 0; i < count; i++) {
                ones[i * distinct.length + Arrays.binarySearch(distinct, ids[first + i])] = 1;
            }
            try (Scratch scratch = new Scratch()) {
                INDArray selection = scratch.of(count, distinct.length, ones);
                Operations.multiply(
                        selection, true, Operations.rows(rows, first, count), false, sums, scale, first == 0 ? 0 : 1);
            }
        }
    }
}
