package org.dasllm.onednn.weights;

import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.threads.WorkerScratch;

/** A factor whose products can be made tile by tile, by a thread that goes on with the tile. Tiles begin and end at multiples of 32, or with the matrix. */
public interface TiledFactor extends NarrowFactor {
    int rows();

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
