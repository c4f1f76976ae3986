package org.dasllm.nd4j;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear layer's output; keeps the input for the backward pass. */
final class LinearResult implements Result {
    private final Nd4jPass pass;
    private final INDArray input;
    private final Linear layer;
    private final DropoutRows rows;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    LinearResult(Nd4jPass pass, Tensor input, Linear layer, @Nullable Tensor residual) {
        this.pass = pass;
        this.input = pass.array(input);
        this.layer = layer;
        this.output = pass.tensor(input.rows(), layer.outputs());
        this.once = new BackwardOnce(pass);
        if (residual != null) {
            output.array().assign(pass.array(residual));
        }
        this.rows = DropoutRows.all(pass.seed(), input.rows());
        LinearArithmetic.forward(this.input, layer, rows, output.array(), residual != null);
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = pass.array(once.enter(output, outputGradient));
        Nd4jTensor inputGradient = pass.tensor(output.rows(), layer.inputs());
        LinearArithmetic.backward(input, layer, rows, dy, inputGradient.array());
        return inputGradient;
    }
}
