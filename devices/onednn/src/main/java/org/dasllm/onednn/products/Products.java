package org.dasllm.onednn.products;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;

/** Products of whole float32 matrices, cut into tiles for the pool. */
public final class Products {
    private Products() {}

    /** c = a · bᵀ. */
    public static void timesTransposed(WorkerPool pool, Matrix a, Matrix b, Matrix c) {
        int inner = a.columns();
        Tiles.of(c.rows(), c.columns(), inner)
                .run(
                        pool,
                        (worker, row, rows, column, columns) -> worker.gemm.timesTransposed(
                                rows,
                                columns,
                                inner,
                                1f,
                                a.address(row),
                                inner,
                                b.address(column),
                                inner,
                                0f,
                                c.address(row) + (long) column * Float.BYTES,
                                c.columns()));
    }

    /** c = scale · a · b, or c += where add is set. */
    public static void times(WorkerPool pool, Matrix a, Matrix b, float scale, Matrix c, boolean add, TileWork after) {
        int inner = a.columns();
        Tiles.of(c.rows(), c.columns(), inner).run(pool, (worker, row, rows, column, columns) -> {
            long shift = (long) column * Float.BYTES;
            worker.gemm.times(
                    rows,
                    columns,
                    inner,
                    scale,
                    a.address(row),
                    inner,
                    b.address + shift,
                    b.columns(),
                    add ? 1f : 0f,
                    c.address(row) + shift,
                    c.columns());
            after.run(worker, row, rows, column, columns);
        });
    }

    /** c += scale · aᵀ · b. */
    public static void addTransposedTimes(WorkerPool pool, Matrix a, Matrix b, float scale, Matrix c) {
        int inner = a.rows();
        Tiles.of(c.rows(), c.columns(), inner).run(pool, (worker, row, rows, column, columns) -> {
            long shift = (long) column * Float.BYTES;
            worker.gemm.transposedTimes(
                    rows,
                    columns,
                    inner,
                    scale,
                    a.address + (long) row * Float.BYTES,
                    a.columns(),
                    b.address + shift,
                    b.columns(),
                    1f,
                    c.address(row) + shift,
                    c.columns());
        });
    }
}
