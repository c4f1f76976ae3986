package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Gains;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * DoRA with dropout, which its directions see and the weight alone does not: (x − d)·Wᵀ + g∘z with d what dropout leaves of the
 * input and z = d·Wᵀ + s·u·Bᵀ. Backward, dx = dy·W + drop(((g − 1)∘dy)·W + v·A).
 */
final class DroppingWideDora extends WideDora {
    private final DropoutRows dropout;

    /** @param places for each row, the row that it is taken for; null where it is the same */
    DroppingWideDora(
            OpenPass pass,
            Linear layer,
            Linear.Adapter adapter,
            Gains gains,
            int rows,
            Dropout dropout,
            int @Nullable [] places) {
        super(pass, layer, adapter, gains, rows);
        this.dropout = new DropoutRows(dropout, pass.seed(), adapter.a().columns(), places);
    }

    @Override
    Matrix input(Matrix x) {
        return dropout.drop(pass, x);
    }

    @Override
    public void forward(Operand x, Matrix y, boolean add, TileWork begin) {
        long mark = pass.workspace().mark();
        Matrix d = input(x.wide());
        Matrix undropped = pass.take(d.rows(), d.columns());
        Kernels.subtract(pass.pool(), x.wide(), d, undropped);
        weight.timesTransposed(pass, undropped, y, add, begin, TileWork.NOTHING);
        addDirections(d, y, true, TileWork.NOTHING);
        pass.workspace().release(mark);
    }

    @Override
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        Matrix h = scaled(dy.wide(), 0f);
        Matrix rest = makeRest(dy.wide());
        low.backward(h);
        weight.times(pass, dy.wide(), dx, add, TileWork.NOTHING);
        long mark = pass.workspace().mark();
        Matrix dd = pass.take(dx.rows(), dx.columns());
        TileWork addThroughA = low.addThroughA(dd);
        weight.times(pass, rest, dd, false, (worker, row, count, column, columns) -> {
            addThroughA.run(worker, row, count, column, columns);
            int at = dd.offset(row) + column * Float.BYTES;
            dropout.addKept(row, count, column, columns, dd.data, at, dd.columns(), dx);
        });
        pass.workspace().release(mark);
    }
}
