package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/** What an adapter adds to the products of a weight that is multiplied in bfloat16: LoRA, with or without dropout, or nothing. */
sealed interface NarrowAdapter permits NoNarrowAdapter, NarrowLora {
    /**
     * That of a layer; what the backward pass needs is taken from the pass's memory.
     *
     * @param places for each row, the row that dropout takes it for; null where it is the same
     */
    static NarrowAdapter of(OpenPass pass, Linear layer, int rows, int @Nullable [] places) {
        Linear.Adapter adapter = layer.adapter();
        if (adapter == null) {
            return NoNarrowAdapter.NONE;
        }
        Dropout dropout = pass.training() ? adapter.dropout() : null;
        return dropout == null
                ? new NarrowLora(pass, adapter, rows)
                : new DroppingNarrowLora(pass, adapter, rows, dropout, places);
    }

    /** Whether the input is read as float32 too. */
    boolean readsWide();

    /** Makes ready for {@link #add} and {@link #addTo}, in the pass's scratch. */
    void prepare(Operand x);

    /** Adds to a tile of the output. */
    void add(WorkerScratch worker, int row, int count, int column, int columns, long target, int stride);

    /** Adds to the tiles of y. */
    TileWork addTo(Matrix y);

    /** Makes ready for {@link #addBackward}, {@link #addBackwardTo} and {@link #gradients}, in the pass's scratch. */
    void prepareBackward(Operand dy);

    /** Adds to a tile of the input's gradient. Scratch 0 may be overwritten. */
    void addBackward(
            WorkerScratch worker,
            int row,
            int count,
            int column,
            int columns,
            ByteBuffer target,
            int offset,
            long address,
            int stride);

    /** Adds to the tiles of dx. */
    TileWork addBackwardTo(Matrix dx);

    /**
     * Adds to the gradients of the adapter's parameters, after {@link #prepareBackward}.
     *
     * @param x null where no gradient reads the input
     */
    void gradients(@Nullable Operand x, Operand dy, Gradients gradients);
}
