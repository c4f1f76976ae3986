package org.dasllm.tensor.reference;

import java.util.stream.IntStream;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;
import org.dasllm.tensor.device.BackwardOnce;
import org.jspecify.annotations.Nullable;

/**
 * y = residual + x·Wᵀ + b, and what the adapter adds.
 *
 * <p>Back: dx = dy·W, dW = dyᵀ·x, db = Σ dy.
 */
final class LinearResult implements Result {
    private final ReferencePass pass;
    private final Tensor input;
    private final Linear layer;
    private final @Nullable AdapterTerm adapter;
    private final ReferenceTensor output;
    private final BackwardOnce once;
    private final int rows;
    private final int in;
    private final int out;

    LinearResult(ReferencePass pass, Tensor input, Linear layer, @Nullable Tensor residual) {
        this(pass, input, layer, residual, IntStream.range(0, input.rows()).toArray());
    }

    /** @param places for each row of the input, the row that dropout takes it for */
    LinearResult(ReferencePass pass, Tensor input, Linear layer, @Nullable Tensor residual, int[] places) {
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
        this.adapter = layer.adapter() == null ? null : new AdapterTerm(pass, layer, layer.adapter(), x, places);
        if (adapter != null) {
            adapter.addTo(y);
        }
    }

    @Override
    public ReferenceTensor output() {
        return output;
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        double[] dy = pass.data(once.enter(output, outputGradient));
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
        if (adapter != null) {
            adapter.backward(dy, dx);
        }
        return inputGradient;
    }
}
