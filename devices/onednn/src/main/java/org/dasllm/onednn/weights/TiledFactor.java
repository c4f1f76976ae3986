package org.dasllm.onednn.weights;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerScratch;

/** A factor whose products can be made tile by tile, by a thread that goes on with the tile. Tiles begin and end at multiples of 32, or with the matrix. */
public interface TiledFactor extends NarrowFactor {
    int columns();

    /** Tile by tile. */
    @Override
    default void timesTransposed(
            OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        Tiles.narrow(y.rows(), y.columns(), columns()).run(pass.pool(), (worker, row, rows, column, columns) -> {
            before.run(worker, row, rows, column, columns);
            tile(worker, x, row, rows, column, columns, add, y.address(row) + (long) column * Float.BYTES, y.columns());
            after.run(worker, row, rows, column, columns);
        });
    }

    /** One tile of x·Wᵀ, at an address with a stride from row to row. */
    void tile(
            WorkerScratch worker,
            Bfloat16Matrix x,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride);

    /** One tile of dy·W. The worker's scratch 0 and 1 may be overwritten. */
    void tileBackward(
            WorkerScratch worker,
            Bfloat16Matrix dy,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride);
}
