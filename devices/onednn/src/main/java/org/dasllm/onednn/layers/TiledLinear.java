package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.TiledFactor;
import org.jspecify.annotations.Nullable;

/** A linear layer whose products can be made tile by tile, by a thread that goes on with the tile. */
record TiledLinear(
        TiledFactor weight, NarrowAdapter adapter, @Nullable Matrix bias) {
    /** Makes ready for {@link #tile}, in the pass's scratch. */
    void prepare(Operand x) {
        adapter.prepare(x);
    }

    /** Makes one tile of the output in one of the worker's scratch buffers, row by row without gaps. */
    void tile(WorkerScratch worker, Operand x, int row, int rows, int column, int columns, int scratch) {
        long floats = (long) rows * columns;
        ByteBuffer target = worker.scratch(scratch, floats);
        long address = worker.scratchAddress(scratch, floats);
        for (int i = 0; i < rows && bias != null; i++) {
            Vectors.copy(bias.data, column * Float.BYTES, target, i * columns * Float.BYTES, columns);
        }
        weight.tile(worker, x.narrow(), row, rows, column, columns, bias != null, address, columns);
        adapter.add(worker, row, rows, column, columns, address, columns);
    }

    /** Makes ready for {@link #tileBackward}, and for the gradients, in the pass's scratch. */
    void prepareBackward(Operand dy) {
        adapter.prepareBackward(dy);
    }

    /** Makes one tile of dx in the last of the worker's scratch buffers; the others are overwritten. */
    void tileBackward(WorkerScratch worker, Operand dy, int row, int rows, int column, int columns, int scratch) {
        long floats = (long) rows * columns;
        ByteBuffer target = worker.scratch(scratch, floats);
        long address = worker.scratchAddress(scratch, floats);
        weight.tileBackward(worker, dy.narrow(), row, rows, column, columns, false, address, columns);
        adapter.addBackward(worker, row, rows, column, columns, target, 0, address, columns);
    }
}
