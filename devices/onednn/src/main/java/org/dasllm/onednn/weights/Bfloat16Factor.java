package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;

/**
 * A frozen weight in bfloat16, one row-major copy for both directions. Activations are rounded to bfloat16 and multiplied
 * with it; sums are float32.
 */
public record Bfloat16Factor(Bfloat16Matrix values) implements KeptFactor, TiledFactor {
    @Override
    public void free(NativeMemory memory) {
        memory.giveBack(values.address());
    }

    @Override
    public int rows() {
        return values.rows();
    }

    @Override
    public int columns() {
        return values.columns();
    }

    @Override
    public NarrowFactor narrow() {
        return this;
    }

    @Override
    public Optional<TiledFactor> tiled() {
        return Optional.of(this);
    }

    @Override
    public void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        if (FewBfloat16Rows.suit(x)) {
            FewBfloat16Rows.timesTransposed(pass, values, x, y, add, before, after);
            return;
        }
        long mark = pass.workspace().mark();
        timesTransposed(pass, Bfloat16Matrix.of(pass, x), y, add, before, after);
        pass.workspace().release(mark);
    }

    @Override
    public void tile(
            WorkerScratch worker,
            Bfloat16Matrix x,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride) {
        int inner = columns();
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(rows, columns, inner, inner, inner, stride, true, add, true),
                x.address(row),
                values.address(column),
                target);
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        long mark = pass.workspace().mark();
        times(pass, Bfloat16Matrix.of(pass, dy), dx, add, after);
        pass.workspace().release(mark);
    }

    @Override
    public void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after) {
        Tiles.tall(dx.rows(), dx.columns(), rows()).run(pass.pool(), (worker, row, rows, column, columns) -> {
            long target = dx.address(row) + (long) column * Float.BYTES;
            tileBackward(worker, dy, row, rows, column, columns, add, target, dx.columns());
            after.run(worker, row, rows, column, columns);
        });
    }

    @Override
    public void tileBackward(
            WorkerScratch worker,
            Bfloat16Matrix dy,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride) {
        int inner = rows();
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(rows, columns, inner, inner, columns(), stride, false, add, true),
                dy.address(row),
                values.address() + (long) column * Bfloat16.BYTES,
                target);
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        Bfloat16.widen(values.data(), values.offset(row), to, offset, columns());
    }

    @Override
    public void write(float[] newValues) {
        values.write(0, newValues);
    }
}
