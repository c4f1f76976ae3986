package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/** LoRA of what dropout leaves of the input: it is rounded after numbers are dropped, and the same ones are dropped backward. */
final class DroppingLora extends NarrowLora {
    private final DropoutRows dropout;

    /** @param places for each row, the row that it is taken for; null where it is the same */
    DroppingLora(OpenPass pass, Linear.Adapter adapter, int rows, Dropout dropout, int @Nullable [] places) {
        super(pass, adapter, rows);
        this.dropout = new DropoutRows(dropout, pass.seed(), adapter.a().columns(), places);
    }

    @Override
    public boolean readsWide() {
        return true;
    }

    @Override
    Bfloat16Matrix input(OpenPass pass, Operand x) {
        Matrix wide = x.wide();
        Matrix dropped = pass.take(wide.rows(), wide.columns());
        dropout.drop(pass.pool(), wide, dropped);
        return Bfloat16Matrix.of(pass, dropped);
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
        for (int i = 0; i < count; i++) {
            int from = i * columns * Float.BYTES;
            dropout.addKept(row + i, column, columns, through, from, target, offset + i * stride * Float.BYTES);
        }
    }
}
