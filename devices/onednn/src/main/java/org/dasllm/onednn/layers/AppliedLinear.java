package org.dasllm.onednn.layers;

import java.util.Optional;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer on some rows: y = residual + x·Wᵀ + b, and what the adapter adds; backward, dx = dy·W, dW = dyᵀ·x and db = Σ
 * dy. Each tile of a result is begun with what it is to be added to, and finished by one thread while it is in that core's
 * cache. How it multiplies is decided by {@link LinearProducts}.
 */
public final class AppliedLinear {
    private final OpenPass pass;
    private final @Nullable Matrix bias;
    private final LinearProducts products;

    /**
     * What the backward pass needs is taken from the pass's memory now.
     *
     * @param places for each row, the row that dropout takes it for; null where it is the same
     */
    public AppliedLinear(OpenPass pass, Linear layer, int rows, int @Nullable [] places) {
        this.pass = pass;
        bias = layer.bias() == null ? null : ((NativeParameter) layer.bias()).values();
        products = LinearProducts.of(pass, layer, rows, places);
    }

    /** The logits of some rows, which nothing is dropped from and there is no backward pass from; the soft cap is not applied. */
    public static void logits(OpenPass pass, Head head, Matrix x, Matrix y) {
        long mark = pass.workspace().mark();
        AppliedLinear applied = new AppliedLinear(pass, head.layer().withoutDropout(), x.rows(), null);
        applied.forward(Operand.of(pass, x, applied.input()), null, y);
        pass.workspace().release(mark);
    }

    /** Whether an inference pass with so many rows makes their products one by one, as for decoding. */
    public static boolean few(int rows) {
        return rows < LinearProducts.MANY_ROWS;
    }

    /** How the input is read. */
    public Reading input() {
        return products.input();
    }

    /** How the output's gradient is read. */
    public Reading gradient(Gradients gradients) {
        return products.gradient(gradients);
    }

    /** The layer tile by tile, into memory of any kind; empty where its products are not made so. */
    Optional<TiledLinear> tiled() {
        return products instanceof NarrowProducts narrow
                ? narrow.weight().tiled().map(weight -> new TiledLinear(weight, narrow.adapter(), bias))
                : Optional.empty();
    }

    /** Writes y. */
    public void forward(Operand x, @Nullable Matrix residual, Matrix y) {
        boolean add = residual != null || bias != null;
        long mark = pass.workspace().mark();
        products.forward(
                x, y, add, (worker, row, rows, column, columns) -> begin(y, residual, row, rows, column, columns));
        pass.workspace().release(mark);
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

    /** Writes dx, or adds to it; what {@link #gradients} needs is left in the pass's scratch. */
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        products.times(dy, dx, add, gradients);
    }

    /** Whether {@link #gradients} reads the input. */
    public static boolean readsInput(Gradients gradients) {
        return gradients.weight() != null || gradients.a() != null;
    }

    /**
     * Adds to the gradients of the parameters, after {@link #times} or {@link TiledLinear#prepareBackward}.
     *
     * @param x null where {@link #readsInput} says that it is not read
     */
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        products.gradients(x, dy, gradients);
        if (gradients.weight() != null && x != null) {
            Products.addTransposedTimes(pass.pool(), dy.wide(), x.wide(), 1f, gradients.weight());
        }
        if (gradients.bias() != null) {
            Kernels.addColumnSums(pass.pool(), dy.wide(), gradients.bias());
        }
    }
}
