package org.dasllm.nd4j;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** y = x·Wᵀ + b on arrays, and its gradients; with an adapter it is {@link AdaptedWeight} in place of x·Wᵀ. */
final class LinearArithmetic {
    private LinearArithmetic() {}

    /** Writes y, or adds to it where it already holds a residual. */
    static void forward(INDArray x, Linear layer, DropoutRows rows, INDArray y, boolean add) {
        try (Scratch scratch = new Scratch()) {
            INDArray weight = QuantisedParameter.weight(scratch, layer.weight());
            if (layer.adapter() == null) {
                Operations.multiply(x, false, weight, true, y, 1, add ? 1 : 0);
            } else {
                new AdaptedWeight(scratch, layer, layer.adapter(), weight, rows, x).forward(y, add);
            }
            if (layer.bias() != null) {
                y.addi(Nd4jParameter.values(layer.bias()));
            }
        }
    }

    /** Writes dx, and adds to the gradients of what is trainable. */
    static void backward(INDArray x, Linear layer, DropoutRows rows, INDArray dy, INDArray dx) {
        try (Scratch scratch = new Scratch()) {
            INDArray weight = QuantisedParameter.weight(scratch, layer.weight());
            if (layer.adapter() == null) {
                weightBackward(x, layer.weight(), weight, dy, dx);
            } else {
                new AdaptedWeight(scratch, layer, layer.adapter(), weight, rows, x).backward(dy, dx);
            }
            addColumnSums(layer.bias(), dy);
        }
    }

    /** Writes dx = dy·W, and adds dyᵀ·x to the weight's gradient. */
    static void weightBackward(INDArray x, Parameter parameter, INDArray weight, INDArray dy, INDArray dx) {
        Operations.multiply(dy, false, weight, false, dx, 1, 0);
        if (parameter.trainable()) {
            Operations.multiply(dy, true, x, false, Nd4jParameter.gradient(parameter), 1, 1);
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
