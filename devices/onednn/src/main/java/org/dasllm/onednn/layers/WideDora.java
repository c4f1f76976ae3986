package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.products.ColumnScale;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gains;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer's product with its weight and DoRA together, in float32: g∘z with z = x·Wᵀ + s·u·Bᵀ; see {@link
 * Linear.Adapter}. With dropout it is {@link DroppingWideDora}.
 *
 * <p>Backward, with h = g∘dy: dx = h·W + v·A, the weight's gradient has ((g − 1)∘dy)ᵀ·x beside dyᵀ·x, and the magnitude's is
 * Σ dy∘z / ‖W + s·B·A‖.
 */
sealed class WideDora implements LinearProducts permits DroppingWideDora {
    final OpenPass pass;
    final Factor weight;
    final LowRank low;
    private final Gains gains;
    /** Kept for the magnitude's gradient; null where none is wanted. */
    private final @Nullable Matrix z;
    /** (g − 1)∘dy in the pass's scratch, from {@link #times} to {@link #gradients}; null where nothing needs it. */
    private @Nullable Matrix rest;

    /** In a training pass takes u and z from its memory, for the backward pass. */
    WideDora(OpenPass pass, Linear layer, Linear.Adapter adapter, Gains gains, int rows) {
        this.pass = pass;
        this.gains = gains;
        weight = ((NativeParameter) layer.weight()).factor();
        low = new LowRank(pass, adapter, rows);
        boolean learns = adapter.magnitude() != null && adapter.magnitude().trainable();
        z = pass.training() && learns ? pass.take(rows, weight.rows()) : null;
    }

    /** What A multiplies; scratch, unless it is the input itself. */
    Matrix input(Matrix x) {
        return x;
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
    public void forward(Operand x, Matrix y, boolean add, TileWork begin) {
        long mark = pass.workspace().mark();
        addDirections(x.wide(), y, add, begin);
        pass.workspace().release(mark);
    }

    /**
     * Makes z of d, and y = g∘z.
     *
     * @param add whether g∘z is added to what begin has left in a tile
     */
    final void addDirections(Matrix d, Matrix y, boolean add, TileWork begin) {
        Matrix directions = z == null ? pass.take(y.rows(), y.columns()) : z;
        TileWork addLowRank = low.forward(d, directions);
        Matrix g = gains.values();
        weight.timesTransposed(pass, d, directions, false, TileWork.NOTHING, (worker, row, count, column, columns) -> {
            addLowRank.run(worker, row, count, column, columns);
            begin.run(worker, row, count, column, columns);
            for (int i = row; i < row + count; i++) {
                int at = y.offset(i) + column * Float.BYTES;
                ColumnScale.run(g.data, column * Float.BYTES, 0f, directions.data, at, y.data, at, columns, add);
            }
        });
    }

    @Override
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        Matrix h = scaled(dy.wide(), 0f);
        if (gradients.weight() != null) {
            makeRest(dy.wide());
        }
        low.backward(h);
        weight.times(pass, h, dx, add, low.addThroughA(dx));
    }

    @Override
    public final void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        long mark = pass.workspace().mark();
        boolean reads = gradients.a() != null || (gradients.weight() != null && rest != null);
        Matrix d = x != null && reads ? input(x.wide()) : null;
        low.gradients(d, gradients);
        if (gradients.weight() != null && rest != null && d != null) {
            Products.addTransposedTimes(pass.pool(), rest, d, 1f, gradients.weight());
        }
        if (gradients.magnitude() != null && z != null) {
            gains.addGradient(pass.pool(), dy.wide(), z, gradients.magnitude());
        }
        pass.workspace().release(mark);
    }

    /** (g − 1)∘dy, which is kept for the weight's gradient. */
    final Matrix makeRest(Matrix dy) {
        Matrix made = scaled(dy, -1f);
        rest = made;
        return made;
    }

    /** (g + shift)∘dy, in the pass's scratch. */
    final Matrix scaled(Matrix dy, float shift) {
        Matrix scaled = pass.take(dy.rows(), dy.columns());
        ColumnScale.run(pass.pool(), gains.values(), shift, dy, scaled);
        return scaled;
    }
}
