package org.dasllm.onednn;

import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer on one input: y = residual + x·Wᵀ + b, and what the adapter adds; back, dx = dy·W, dW = dyᵀ·x and db = Σ
 * dy. Each tile of a result is begun with what it is to be added to, and finished by one thread while it is in that core's
 * cache.
 */
final class AppliedLinear {
    private final OneDnnPass pass;
    private final Matrix x;
    private final NativeParameter weight;
    private final @Nullable Matrix bias;
    private final @Nullable AppliedAdapter adapter;

    /** @param places for each row of x, the row that dropout takes it for; null where it is the same */
    AppliedLinear(OneDnnPass pass, Linear layer, Matrix x, int @Nullable [] places) {
        this.pass = pass;
        this.x = x;
        weight = (NativeParameter) layer.weight();
        bias = layer.bias() == null ? null : ((NativeParameter) layer.bias()).values();
        adapter = layer.adapter() == null ? null : new AppliedAdapter(pass, layer, layer.adapter(), x, places);
    }

    /** Writes y. What the backward needs besides is taken from the pass's memory. */
    void forward(@Nullable Matrix residual, Matrix y) {
        boolean add = residual != null || bias != null;
        TileWork begin = (lane, row, rows, column, columns) -> begin(y, residual, row, rows, column, columns);
        if (adapter == null) {
            weight.factor().timesTransposed(pass, x, y, add, begin, TileWork.NOTHING);
        } else if (pass.training()) {
            adapter.forward(y, add, begin);
        } else {
            long mark = pass.workspace().mark();
            adapter.forward(y, add, begin);
            pass.workspace().release(mark);
        }
    }

    /** Fills a tile of y with residual + bias. */
    private void begin(Matrix y, @Nullable Matrix residual, int first, int rows, int column, int columns) {
        if (residual == null && bias == null) {
            return;
        }
        int shift = column * Float.BYTES;
        for (int row = first; row < first + rows; row++) {
            int at = y.offset(row) + shift;
            if (residual != null) {
                Vectors.copy(residual.data, at, y.data, at, columns);
                if (bias != null) {
                    Vectors.addScaled(1f, bias.data, shift, y.data, at, columns);
                }
            } else if (bias != null) {
                Vectors.copy(bias.data, shift, y.data, at, columns);
            }
        }
    }

    /** Writes dx, or adds to it, and adds to the gradients of the parameters. */
    void backward(Matrix dy, Matrix dx, boolean add, Gradients gradients) {
        if (adapter == null) {
            weight.factor().times(pass, dy, dx, add, TileWork.NOTHING);
        } else {
            adapter.backward(dy, dx, add, gradients);
        }
        if (gradients.weight() != null) {
            Products.addTransposedTimes(pass.pool(), dy, x, 1f, gradients.weight());
        }
        if (gradients.bias() != null) {
            Kernels.addColumnSums(pass.pool(), dy, gradients.bias());
        }
    }
}
