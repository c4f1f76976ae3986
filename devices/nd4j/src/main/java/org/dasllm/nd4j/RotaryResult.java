package org.dasllm.nd4j;

import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rotary positions, written over the input. */
final class RotaryResult implements Result {
    private final Nd4jPass pass;
    private final RotaryTables tables;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    RotaryResult(Nd4jPass pass, Tensor input, RotaryTables tables) {
        this.pass = pass;
        this.tables = tables;
        this.output = new Nd4jTensor(pass, input.rows(), input.columns(), pass.array(input));
        this.once = new BackwardOnce(pass);
        tables.turn(output.array(), 1);
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        INDArray dy = pass.array(once.enter(output, outputGradient));
        Nd4jTensor inputGradient = pass.tensor(output.rows(), output.columns());
        inputGradient.array().assign(dy);
        tables.turn(inputGradient.array(), -1);
        return inputGradient;
    }
}
