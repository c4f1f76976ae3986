package org.dasllm.nd4j;

import java.util.stream.IntStream;
import org.dasllm.tensor.Dropout;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What dropout goes by.
 *
 * @param seed the pass's
 * @param rows for each row of a matrix, the row of the layer's input that it is
 */
record DropoutRows(long seed, int[] rows) {

    /** The rows from 0 on. */
    static DropoutRows all(long seed, int count) {
        return new DropoutRows(seed, IntStream.range(0, count).toArray());
    }

    /** For each number, 0 where it is dropped, else what it is multiplied with. */
    INDArray factors(Scratch memory, Dropout dropout, int columns) {
        long key = dropout.key(seed);
        float kept = (float) dropout.factor();
        float[] factors = new float[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            long place = (long) rows[i] * columns;
            for (int column = 0; column < columns; column++) {
                factors[i * columns + column] = dropout.keeps(key, place + column) ? kept : 0;
            }
        }
        return memory.of(rows.length, columns, factors);
    }
}
