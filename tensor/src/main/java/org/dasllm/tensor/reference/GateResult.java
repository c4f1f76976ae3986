package org.dasllm.tensor.reference;

import org.dasllm.tensor.Activation;
import org.dasllm.tensor.GatedResult;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;

/** y = f(gate) · up. Back: dgate = f′(gate) · up · dy, dup = f(gate) · dy. */
final class GateResult implements GatedResult {
    private static final double ROOT = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    private final ReferencePass pass;
    private final Tensor gate;
    private final Tensor up;
    private final Activation activation;
    private final ReferenceTensor output;
    private final BackwardOnce once;

    GateResult(ReferencePass pass, Tensor gate, Tensor up, Activation activation) {
        this.pass = pass;
        this.gate = gate;
        this.up = up;
        this.activation = activation;
        this.output = pass.zeros(gate.rows(), gate.columns());
        this.once = new BackwardOnce(pass);
        double[] g = pass.data(gate);
        double[] u = pass.data(up);
        for (int i = 0; i < g.length; i++) {
            output.data()[i] = value(g[i]) * u[i];
        }
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Gradients backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
        double[] g = pass.data(gate);
        double[] u = pass.data(up);
        ReferenceTensor dGate = pass.zeros(gate.rows(), gate.columns());
        ReferenceTensor dUp = pass.zeros(gate.rows(), gate.columns());
        for (int i = 0; i < dy.length; i++) {
            dGate.data()[i] = slope(g[i]) * u[i] * dy[i];
            dUp.data()[i] = value(g[i]) * dy[i];
        }
        return new Gradients(dGate, dUp);
    }

    private double value(double x) {
        return switch (activation) {
            case SILU -> x * sigmoid(x);
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(ROOT * (x + CUBIC * x * x * x)));
        };
    }

    private double slope(double x) {
        return switch (activation) {
            case SILU -> {
                double s = sigmoid(x);
                yield s * (1 + x * (1 - s));
            }
            case GELU_TANH -> {
                double t = Math.tanh(ROOT * (x + CUBIC * x * x * x));
                yield 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * ROOT * (1 + 3 * CUBIC * x * x);
            }
        };
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
