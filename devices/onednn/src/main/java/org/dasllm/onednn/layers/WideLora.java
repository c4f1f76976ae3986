package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer's product with its weight and plain LoRA together, in float32: x·Wᵀ + s·u·Bᵀ with u = d·Aᵀ and d the input, or
 * what {@link DroppingWideLora} leaves of it; see {@link Linear.Adapter}. Backward, dx = dy·W + v·A.
 */
sealed class WideLora implements LinearProducts permits DroppingWideLora {
    final LowRank low;
    private final OpenPass pass;
    private final Factor weight;

    /** In a training pass takes u from its memory, for the backward pass. */
    WideLora(OpenPass pass, Linear layer, Linear.Adapter adapter, int rows) {
        this.pass = pass;
        weight = ((NativeParameter) layer.weight()).factor();
        low = new LowRank(pass, adapter, rows);
    }

    /** What A multiplies; scratch, unless it is the input itself. */
    Matrix input(OpenPass pass, Matrix x) {
        return x;
    }

    /** What adds v·A to a tile of dx. */
    TileWork addBackwardTo(Matrix dx) {
        return low.addThroughA(dx);
    }

    @Override
    public final Reading input() {
        return Reading.WIDE;
    }

    @Override
    public final Reading gradient(Gradients gradients) {
        return Reading.WIDE;
    }

    @Override
    public final void forward(Operand x, Matrix y, boolean add, TileWork begin) {
        long mark = pass.workspace().mark();
        TileWork addLowRank = low.forward(input(pass, x.wide()), y);
        weight.timesTransposed(pass, x.wide(), y, add, begin, addLowRank);
        pass.workspace().release(mark);
    }

    @Override
    public final void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        low.backward(dy.wide());
        weight.times(pass, dy.wide(), dx, add, addBackwardTo(dx));
    }

    @Override
    public final void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        long mark = pass.workspace().mark();
        low.gradients(x == null || gradients.a() == null ? null : input(pass, x.wide()), gradients);
        pass.workspace().release(mark);
    }
}
