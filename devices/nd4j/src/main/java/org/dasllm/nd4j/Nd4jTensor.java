package org.dasllm.nd4j;

import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A row-major float32 matrix of one pass; without an array where it has no numbers. */
final class Nd4jTensor implements Tensor {
    private final Nd4jPass pass;
    private final int rows;
    private final int columns;
    private final @Nullable INDArray array;

    Nd4jTensor(Nd4jPass pass, int rows, int columns, @Nullable INDArray array) {
        this.pass = pass;
        this.rows = rows;
        this.columns = columns;
        this.array = array;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    boolean empty() {
        return array == null;
    }

    INDArray array() {
        if (array == null) {
            throw new IllegalArgumentException("A tensor of [" + rows + ", " + columns + "] has nothing to work on");
        }
        if (array.wasClosed()) {
            throw new IllegalStateException("The scope that the tensor was made in has ended");
        }
        return array;
    }

    boolean belongsTo(Nd4jPass other) {
        return pass == other;
    }
}
