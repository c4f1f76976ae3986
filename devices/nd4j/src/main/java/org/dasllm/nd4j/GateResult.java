package org.dasllm.nd4j;

import org.dasllm.tensor.Activation;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.nd4j.linalg.api.ndarray.INDArray;

/** y = f(gate) · up. Back: dgate = f′(gate) · up · dy, dup = f(gate) · dy. */
final class GateResult implements GatedResult {
    private final Nd4jPass pass;
    private final INDArray gate;
    private final INDArray up;
    private final Curve curve;
    private final Nd4jTensor output;
    private final BackwardOnce once;

    GateResult(Nd4jPass pass, Tensor gate, Tensor up, Activation activation) {
        this.pass = pass;
        this.gate = pass.array(gate);
        this.up = pass.array(up);
        this.curve = Curve.of(activation);
        this.output = pass.tensor(gate.rows(), gate.columns());
        this.once = new BackwardOnce(pass);
        curve.value(this.gate, output.array());
        output.array().muli(this.up);
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Gradients backward(Tensor outputGradient) {
        INDArray dy = pass.array(once.enter(output, outputGradient));
        Nd4jTensor dGate = pass.tensor(output.rows(), output.columns());
        Nd4jTensor dUp = pass.tensor(output.rows(), output.columns());
        curve.valueAndSlope(gate, dUp.array(), dGate.array());
        dUp.array().muli(dy);
        dGate.array().muli(up);
        dGate.array().muli(dy);
        return new Gradients(dGate, dUp);
    }
}
