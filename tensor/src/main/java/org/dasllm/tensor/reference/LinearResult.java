package org.dasllm.tensor.reference;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = residual + x·Wᵀ + b + s·(x·Aᵀ)·Bᵀ.
 *
 * <p>Back: dx = dy·W + s·(dy·B)·A, dW = dyᵀ·x, db = Σ dy, dB = s·dyᵀ·(x·Aᵀ), dA = s·(dy·B)ᵀ·x.
 */
final class LinearResult implements Result {
    private final ReferencePass pass;
    private final Tensor input;
    private final Linear layer;
    private final ReferenceTensor output;
    private final BackwardOnce once;
    private final int rows;
    private final int in;
    private final int out;

    LinearResult(ReferencePass pass, Tensor input, Linear layer, @Nullable Tensor residual) {
        this.pass = pass;
        this.input = input;
        this.layer = layer;
        this.once = new BackwardOnce(pass);
        this.rows = input.rows();
        this.in = layer.inputs();
        this.out = layer.outputs();
        this.output = pass.zeros(rows, out);
        double[] x = pass.data(input);
        double[] y = output.data();
        if (residual != null) {
            System.arraycopy(pass.data(residual), 0, y, 0, y.length);
        }
        Multiply.byTransposed(x, ReferenceParameter.of(layer.weight()).values(), y, rows, out, in, 1);
        if (layer.bias() != null) {
            double[] bias = ReferenceParameter.of(layer.bias()).values();
            for (int i = 0; i < y.length; i++) {
                y[i] += bias[i % out];
            }
        }
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null) {
            double[] b = ReferenceParameter.of(adapter.b()).values();
            Multiply.byTransposed(
                    lowRank(adapter, x), b, y, rows, out, adapter.a().rows(), adapter.scale());
        }
    }

    /** x·Aᵀ [rows, rank]. */
    private double[] lowRank(Linear.Adapter adapter, double[] x) {
        int rank = adapter.a().rows();
        double[] result = new double[rows * rank];
        Multiply.byTransposed(x, ReferenceParameter.of(adapter.a()).values(), result, rows, rank, in, 1);
        return result;
    }

    @Override
    public Tensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = once.enter(output, outputGradient);
        double[] x = pass.data(input);
        ReferenceTensor inputGradient = pass.zeros(rows, in);
        double[] dx = inputGradient.data();
        ReferenceParameter weight = ReferenceParameter.of(layer.weight());
        Multiply.plain(dy, weight.values(), dx, rows, in, out, 1);
        if (weight.trainable()) {
            Multiply.transposed(dy, x, weight.gradient(), out, in, rows, 1);
        }
        if (layer.bias() != null && layer.bias().trainable()) {
            double[] dBias = ReferenceParameter.of(layer.bias()).gradient();
            for (int i = 0; i < dy.length; i++) {
                dBias[i % out] += dy[i];
            }
        }
        if (layer.adapter() != null) {
            adapterBackward(layer.adapter(), x, dy, dx);
        }
        return inputGradient;
    }

    private void adapterBackward(Linear.Adapter adapter, double[] x, double[] dy, double[] dx) {
        ReferenceParameter a = ReferenceParameter.of(adapter.a());
        ReferenceParameter b = ReferenceParameter.of(adapter.b());
        int rank = a.rows();
        double[] dLow = new double[rows * rank];
        Multiply.plain(dy, b.values(), dLow, rows, rank, out, adapter.scale());
        Multiply.plain(dLow, a.values(), dx, rows, in, rank, 1);
        if (a.trainable()) {
            Multiply.transposed(dLow, x, a.gradient(), rank, in, rows, 1);
        }
        if (b.trainable()) {
            Multiply.transposed(dy, lowRank(adapter, x), b.gradient(), out, rank, rows, adapter.scale());
        }
    }
}
