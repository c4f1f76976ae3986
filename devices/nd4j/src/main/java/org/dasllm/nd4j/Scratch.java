package org.dasllm.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays that are given back together: those of a pass, or the temporaries of one operation. */
final class Scratch implements AutoCloseable {
    private final List<INDArray> arrays = new ArrayList<>();

    /** A matrix whose numbers are yet to be written. */
    INDArray matrix(long rows, long columns) {
        return keep(Nd4j.createUninitialized(DataType.FLOAT, rows, columns));
    }

    INDArray zeros(long rows, long columns) {
        return keep(Nd4j.zeros(DataType.FLOAT, rows, columns));
    }

    INDArray of(long rows, long columns, float[] values) {
        return keep(Nd4j.create(values, new long[] {rows, columns}, 'c'));
    }

    /** Takes over an array that an operation has allocated. */
    INDArray keep(INDArray array) {
        arrays.add(array);
        return array;
    }

    /** Lets go of an array; false if it is not one of these. */
    boolean release(INDArray array) {
        // Not by equals, which compares numbers.
        return arrays.removeIf(kept -> kept == array);
    }

    @Override
    public void close() {
        arrays.forEach(INDArray::close);
        arrays.clear();
    }
}
