package org.dasllm.nd4j;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** y = x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ on arrays, and its gradients. */
final class LinearArithmetic {
    private LinearArithmetic() {}

    /** Writes y, or adds to it where it already holds a residual. */
    static void forward(INDArray x, Linear layer, INDArray y, boolean add) {
        Operations.multiply(x, false, Nd4jParameter.values(layer.weight()), true, y, 1, add ? 1 : 0);
        if (layer.bias() != null) {
            y.addi(Nd4jParameter.values(layer.bias()));
        }
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null) {
            try (Scratch scratch = new Scratch()) {
                Operations.multiply(
                        lowRank(x, adapter, scratch),
                        false,
                        Nd4jParameter.values(adapter.b()),
                        true,
                        y,
                        adapter.scale(),
                        1);
            }
        }
    }

    /** x·Aᵀ [rows, rank]. */
    private static INDArray lowRank(INDArray x, Linear.Adapter adapter, Scratch scratch) {
        INDArray low = scratch.matrix(x.size(0), adapter.a().rows());
        Operations.multiply(x, false, Nd4jParameter.values(adapter.a()), true, low, 1, 0);
        return low;
    }

    /** Writes dx, and adds to the gradients of what is trainable. */
    static void backward(INDArray x, Linear layer, INDArray dy, INDArray dx) {
        Operations.multiply(dy, false, Nd4jParameter.values(layer.weight()), false, dx, 1, 0);
        if (layer.weight().trainable()) {
            Operations.multiply(dy, true, x, false, Nd4jParameter.gradient(layer.weight()), 1, 1);
        }
        addColumnSums(layer.bias(), dy);
        if (layer.adapter() != null) {
            adapterBackward(x, layer.adapter(), dy, dx);
        }
    }

    private static void adapterBackward(INDArray x, Linear.Adapter adapter, INDArray dy, INDArray dx) {
        try (Scratch scratch = new Scratch()) {
            INDArray dLow = scratch.matrix(dy.size(0), adapter.a().rows());
            Operations.multiply(dy, false, Nd4jParameter.values(adapter.b()), false, dLow, adapter.scale(), 0);
            Operations.multiply(dLow, false, Nd4jParameter.values(adapter.a()), false, dx, 1, 1);
            if (adapter.a().trainable()) {
                Operations.multiply(dLow, true, x, false, Nd4jParameter.gradient(adapter.a()), 1, 1);
            }
            if (adapter.b().trainable()) {
                INDArray low = lowRank(x, adapter, scratch);
                Operations.multiply(dy, true, low, false, Nd4jParameter.gradient(adapter.b()), adapter.scale(), 1);
            }
        }
    }

    /** Adds Σ of the rows to the gradient of a vector. */
    static void addColumnSums(@Nullable Parameter vector, INDArray rows) {
        if (vector != null && vector.trainable()) {
            try (INDArray sums = rows.sum(true, 0)) {
                Nd4jParameter.gradient(vector).addi(sums);
            }
        }
    }
}
