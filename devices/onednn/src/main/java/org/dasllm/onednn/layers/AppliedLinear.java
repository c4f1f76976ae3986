package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Bfloat16Factor;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NarrowFactor;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer on some rows: y = residual + x·Wᵀ + b, and what the adapter adds; back, dx = dy·W, dW = dyᵀ·x and db = Σ
 * dy. Each tile of a result is begun with what it is to be added to, and finished by one thread while it is in that core's
 * cache. Where the weight multiplies rounded activations, LoRA does too; DoRA, and few rows without a backward pass, do not.
 */
public final class AppliedLinear {
    /** Rows of an inference pass from which on activations are rounded here. */
    public static final int MANY_ROWS = 64;

    private final OpenPass pass;
    private final Factor weight;
    private final @Nullable NarrowFactor narrow;
    private final @Nullable Matrix bias;
    private final @Nullable AppliedAdapter adapter;
    private final @Nullable NarrowAdapter narrowAdapter;

    /**
     * What the backward pass needs is taken from the pass's memory now.
     *
     * @param places for each row, the row that dropout takes it for; null where it is the same
     */
    public AppliedLinear(OpenPass pass, Linear layer, int rows, int @Nullable [] places) {
        this.pass = pass;
        weight = ((NativeParameter) layer.weight()).factor();
        bias = layer.bias() == null ? null : ((NativeParameter) layer.bias()).values();
        Linear.Adapter lora = layer.adapter();
        boolean plain = lora == null || lora.magnitude() == null;
        narrow = plain && rows >= MANY_ROWS ? weight.narrow() : null;
        adapter = lora == null || narrow != null ? null : new AppliedAdapter(pass, layer, lora, rows, places);
        narrowAdapter = lora == null || narrow == null ? null : new NarrowAdapter(pass, lora, rows, places);
    }

    /** The logits of some rows, which nothing is dropped from and there is no backward pass from; the soft cap is not applied. */
    public static void logits(OpenPass pass, Head head, Matrix x, Matrix y) {
        long mark = pass.workspace().mark();
        AppliedLinear applied = new AppliedLinear(pass, head.layer().withoutDropout(), x.rows(), null);
        applied.forward(Operand.of(pass, x, applied.input()), null, y);
        pass.workspace().release(mark);
    }

    /** How the input is read. */
    public Reading input() {
        boolean drops = narrowAdapter != null && narrowAdapter.drops();
        return new Reading(narrow == null || drops, narrow != null);
    }

    /** How the output's gradient is read. */
    public Reading gradient(Gradients gradients) {
        return new Reading(narrow == null || gradients.bias() != null, narrow != null);
    }

    /** Whether single tiles can be made, into memory of any kind. */
    boolean tiled() {
        return narrow instanceof Bfloat16Factor;
    }

    private Bfloat16Factor tiles() {
        if (narrow instanceof Bfloat16Factor factor) {
            return factor;
        }
        throw new IllegalStateException("This layer's product is not made by tiles");
    }

    /** Writes y. */
    public void forward(Operand x, @Nullable Matrix residual, Matrix y) {
        boolean add = residual != null || bias != null;
        TileWork begin = (worker, row, rows, column, columns) -> begin(y, residual, row, rows, column, columns);
        long mark = pass.workspace().mark();
        if (narrow != null) {
            prepare(x);
            NarrowAdapter low = narrowAdapter;
            TileWork end = low == null
                    ? TileWork.NOTHING
                    : (worker, row, rows, column, columns) -> low.add(
                            worker,
                            row,
                            rows,
                            column,
                            columns,
                            y.address(row) + (long) column * Float.BYTES,
                            y.columns());
            narrow.timesTransposed(pass, x.narrow(), y, add, begin, end);
        } else if (adapter != null) {
            adapter.forward(x.wide(), y, add, begin);
        } else {
            weight.timesTransposed(pass, x.wide(), y, add, begin, TileWork.NOTHING);
        }
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

    /** Makes ready for {@link #tile}, in the pass's scratch. */
    void prepare(Operand x) {
        if (narrowAdapter != null) {
            narrowAdapter.forward(x);
        }
    }

    /** Makes one tile of the output in one of the worker's scratch buffers, row by row without gaps. */
    public void tile(WorkerScratch worker, Operand x, int row, int rows, int column, int columns, int scratch) {
        long floats = (long) rows * columns;
        ByteBuffer target = worker.scratch(scratch, floats);
        long address = worker.scratchAddress(scratch, floats);
        for (int i = 0; i < rows && bias != null; i++) {
            Vectors.copy(bias.data, column * Float.BYTES, target, i * columns * Float.BYTES, columns);
        }
        tiles().tile(worker, x.narrow(), row, rows, column, columns, bias != null, address, columns);
        if (narrowAdapter != null) {
            narrowAdapter.add(worker, row, rows, column, columns, address, columns);
        }
    }

    /** Writes dx, or adds to it; what {@link #gradients} needs is left in the pass's scratch. */
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        if (narrow != null) {
            prepareBack(dy);
            NarrowAdapter low = narrowAdapter;
            TileWork end = low == null
                    ? TileWork.NOTHING
                    : (worker, row, rows, column, columns) -> {
                        int at = dx.offset(row) + column * Float.BYTES;
                        low.addBack(worker, row, rows, column, columns, dx.data, at, dx.address + at, dx.columns());
                    };
            narrow.times(pass, dy.narrow(), dx, add, end);
        } else if (adapter != null) {
            adapter.times(dy.wide(), dx, add, gradients.weight() != null);
        } else {
            weight.times(pass, dy.wide(), dx, add, TileWork.NOTHING);
        }
    }

    /** Makes ready for {@link #tileBack}, in the pass's scratch. */
    void prepareBack(Operand dy) {
        if (narrowAdapter != null) {
            narrowAdapter.back(dy);
        }
    }

    /** Makes one tile of dx in one of the worker's scratch buffers but the first, which is overwritten. */
    void tileBack(WorkerScratch worker, Operand dy, int row, int rows, int column, int columns, int scratch) {
        long floats = (long) rows * columns;
        ByteBuffer target = worker.scratch(scratch, floats);
        long address = worker.scratchAddress(scratch, floats);
        tiles().tileBack(worker, dy.narrow(), row, rows, column, columns, false, address, columns);
        if (narrowAdapter != null) {
            narrowAdapter.addBack(worker, row, rows, column, columns, target, 0, address, columns);
        }
    }

    /** Whether {@link #gradients} reads the input. */
    public static boolean readsInput(Gradients gradients) {
        return gradients.weight() != null || gradients.a() != null;
    }

    /**
     * Adds to the gradients of the parameters, after {@link #times} or {@link #prepareBack}.
     *
     * @param x null where {@link #readsInput} says that it is not read
     */
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        if (narrowAdapter != null) {
            narrowAdapter.gradients(x, dy, gradients);
        } else if (adapter != null) {
            adapter.gradients(x, dy.wide(), gradients);
        }
        if (gradients.weight() != null && x != null) {
            Products.addTransposedTimes(pass.pool(), dy.wide(), x.wide(), 1f, gradients.weight());
        }
        if (gradients.bias() != null) {
            Kernels.addColumnSums(pass.pool(), dy.wide(), gradients.bias());
        }
    }
}
