package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.weights.Gradients;
import org.jspecify.annotations.Nullable;

/** A layer without an adapter. */
enum NoNarrowAdapter implements NarrowAdapter {
    NONE;

    @Override
    public boolean readsWide() {
        return false;
    }

    @Override
    public void prepare(Operand x) {}

    @Override
    public void add(WorkerScratch worker, int row, int count, int column, int columns, long target, int stride) {}

    @Override
    public TileWork addTo(Matrix y) {
        return TileWork.NOTHING;
    }

    @Override
    public void prepareBackward(Operand dy) {}

    @Override
    public void addBackward(
            WorkerScratch worker,
            int row,
            int count,
            int column,
            int columns,
            ByteBuffer target,
            int offset,
            long address,
            int stride) {}

    @Override
    public TileWork addBackwardTo(Matrix dx) {
        return TileWork.NOTHING;
    }

    @Override
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {}
}
