package org.dasllm.tensor.reference;

import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A row-major float64 matrix. */
final class ReferenceTensor implements Tensor {
    private final ReferencePass pass;
    private final int rows;
    private final int columns;
    private double @Nullable [] data;

    ReferenceTensor(ReferencePass pass, int rows, int columns, double[] data) {
        this.pass = pass;
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    double[] data() {
        pass.requireOpen();
        if (data == null) {
            throw new IllegalStateException("The scope that the tensor was made in has ended");
        }
        return data;
    }

    void release() {
        data = null;
    }

    boolean belongsTo(ReferencePass other) {
        return pass == other;
    }
}
