package org.dasllm.onednn.products;

import java.util.stream.IntStream;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Vectors;

/**
 * A product y = x·Wᵀ of a few rows, as decoding makes them. Reading W is all the time it takes, so W is cut by outputs into
 * bands that follow each other in memory, and every row meets a band while it is in the core's cache.
 */
public final class FewRows {
    /** Bytes of W that are worth a piece of their own. */
    private static final int LEAST_BAND = 48 << 10;

    private FewRows() {}

    /** Makes the products of all rows with some outputs. */
    public interface Band {
        /**
         * Writes the products.
         *
         * @param stride a multiple of a step, and not less than the columns
         * @param to receives [rows, stride] float32
         */
        void run(WorkerScratch worker, int column, int columns, int stride, NativeMemory.Block to);
    }

    /**
     * Runs the bands.
     *
     * @param step outputs that a band has a multiple of
     * @param bytes of W for one output
     */
    public static void run(
            WorkerPool pool, Matrix y, int step, int bytes, boolean add, TileWork before, TileWork after, Band band) {
        int rows = y.rows();
        int[] bounds = bounds(y.columns(), step, bytes, pool.threads());
        pool.run(bounds.length - 1, (item, worker) -> {
            int column = bounds[item];
            int columns = bounds[item + 1] - column;
            before.run(worker, 0, rows, column, columns);
            int stride = (columns + step - 1) / step * step;
            NativeMemory.Block products = worker.block(1, (long) rows * stride);
            band.run(worker, column, columns, stride, products);
            for (int row = 0; row < rows; row++) {
                int from = row * stride * Float.BYTES;
                int at = y.offset(row) + column * Float.BYTES;
                if (add) {
                    Vectors.addScaled(1f, products.data, from, y.data, at, columns);
                } else {
                    Vectors.copy(products.data, from, y.data, at, columns);
                }
            }
            after.run(worker, 0, rows, column, columns);
        });
    }

    /**
     * Where bands begin, and the end: each takes its thread's share of half of what is left. A thread that reads on and on is
     * fed faster than one that jumps, and at the end nobody waits long for another.
     */
    private static int[] bounds(int outputs, int step, int bytes, int threads) {
        int least = Math.max(1, LEAST_BAND / Math.max(1, step * bytes)) * step;
        IntStream.Builder bounds = IntStream.builder();
        int column = 0;
        while (column < outputs) {
            bounds.add(column);
            int half = (outputs - column) / (2 * threads) / step * step;
            column = Math.min(outputs, column + Math.max(least, half));
        }
        return bounds.add(outputs).build().toArray();
    }
}
