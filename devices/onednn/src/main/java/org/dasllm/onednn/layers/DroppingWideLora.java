package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/** LoRA of what dropout leaves of the input; the same numbers are dropped of v·A backward. */
final class DroppingWideLora extends WideLora {
    private final DropoutRows dropout;

    /** @param places for each row, the row that it is taken for; null where it is the same */
    DroppingWideLora(
            OpenPass pass, Linear layer, Linear.Adapter adapter, int rows, Dropout dropout, int @Nullable [] places) {
        super(pass, layer, adapter, rows);
        this.dropout = new DropoutRows(dropout, pass.seed(), adapter.a().columns(), places);
    }

    @Override
    Matrix input(OpenPass pass, Matrix x) {
        return dropout.drop(pass, x);
    }

    @Override
    TileWork addBackwardTo(Matrix dx) {
        return (worker, row, count, column, columns) -> {
            long floats = (long) count * columns;
            low.throughA(worker, row, count, column, columns, 0f, worker.scratchAddress(0, floats), columns);
            dropout.addKept(row, count, column, columns, worker.scratch(0, floats), 0, columns, dx);
        };
    }
}
