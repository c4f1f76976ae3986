package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/** LoRA of what dropout leaves of the input: it is rounded after numbers are dropped, and the same ones are dropped backward. */
final class DroppingNarrowLora extends NarrowLora {
    private final DropoutRows dropout;

    /** @param places for each row, the row that it is taken for; null where it is the same */
    DroppingNarrowLora(OpenPass pass, Linear.Adapter adapter, int rows, Dropout dropout, int @Nullable [] places) {
        super(pass, adapter, rows);
        this.dropout = new DropoutRows(dropout, pass.seed(), adapter.a().columns(), places);
    }

    @Override
    public boolean readsWide() {
        return true;
    }

    @Override
    Bfloat16Matrix input(OpenPass pass, Operand x) {
        return Bfloat16Matrix.of(pass, dropout.drop(pass, x.wide()));
    }

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
            int stride) {
        long floats = (long) count * columns;
        throughA(worker, row, count, column, columns, worker.scratchAddress(0, floats), columns, false);
        ByteBuffer through = worker.scratch(0, floats);
        dropout.addKept(row, count, column, columns, through, 0, columns, target, offset, stride);
    }
}
