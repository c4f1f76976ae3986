package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gains;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NarrowFactor;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * The products of a linear layer with its weight and its adapter: in float32 without an adapter or with one, or of activations
 * that are rounded to bfloat16.
 */
sealed interface LinearProducts permits WideProducts, WideLora, WideDora, NarrowProducts {
    /** Rows of an inference pass from which on activations are rounded here. */
    int MANY_ROWS = 64;

    /**
     * Those that suit a layer and its rows. Where the weight multiplies rounded activations, LoRA does too; DoRA, and few rows
     * without a backward pass, do not.
     *
     * @param places for each row, the row that dropout takes it for; null where it is the same
     */
    static LinearProducts of(OpenPass pass, Linear layer, int rows, int @Nullable [] places) {
        Factor weight = ((NativeParameter) layer.weight()).factor();
        Linear.Adapter adapter = layer.adapter();
        boolean plain = adapter == null || adapter.magnitude() == null;
        NarrowFactor narrow = plain && rows >= MANY_ROWS ? weight.narrow() : null;
        if (narrow != null) {
            return new NarrowProducts(pass, narrow, NarrowAdapter.of(pass, layer, rows, places));
        }
        return adapter == null ? new WideProducts(pass, weight) : wide(pass, layer, adapter, rows, places);
    }

    private static LinearProducts wide(
            OpenPass pass, Linear layer, Linear.Adapter adapter, int rows, int @Nullable [] places) {
        Gains gains = Gains.of(pass, layer, adapter);
        Dropout dropout = pass.training() ? adapter.dropout() : null;
        if (gains == null) {
            return dropout == null
                    ? new WideLora(pass, layer, adapter, rows)
                    : new DroppingWideLora(pass, layer, adapter, rows, dropout, places);
        }
        return dropout == null
                ? new WideDora(pass, layer, adapter, gains, rows)
                : new DroppingWideDora(pass, layer, adapter, gains, rows, dropout, places);
    }

    /** How the input is read. */
    Reading input();

    /** How the output's gradient is read. */
    Reading gradient(Gradients gradients);

    /**
     * Writes y.
     *
     * @param add whether the products are added to what begin has left in a tile
     */
    void forward(Operand x, Matrix y, boolean add, TileWork begin);

    /** Writes dx, or adds to it; what {@link #gradients} needs is left in the pass's scratch. */
    void times(Operand dy, Matrix dx, boolean add, Gradients gradients);

    /**
     * Adds to the gradients of the adapter's parameters, and to the weight's what only an adapter adds; after {@link #times}.
     *
     * @param x null where no gradient reads the input
     */
    void gradients(@Nullable Operand x, Operand dy, Gradients gradients);
}
