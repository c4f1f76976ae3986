package org.dasllm.onednn.products;

import java.util.stream.IntStream;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Vectors;

/**
 * A product y = x·Wᵀ by our own kernels: of a few rows, as decoding makes them, or of many where the kernels are the fastest
 * way. Of few rows reading W is all the time it takes, so W is cut by outputs into bands that follow each other in memory, and
 * every row meets a band while it is in the core's cache.
 */
public final class FewRows {
    /** Bytes of W that are worth a piece of their own. */
    private static final int LEAST_BAND = 48 << 10;

    /** Rows that meet a band together, and whose products a worker has room for; a multiple of every kernel's step. */
    static final int PIECE = 128;

    /** Bytes of W that stay in a core's cache while piece after piece of rows meets them. */
    private static final int MOST_BAND = 256 << 10;

    private FewRows() {}

    /** Makes the products of some rows with some outputs. */
    public interface Band {
        /**
         * Writes the products.
         *
         * @param row a multiple of {@link #PIECE}
         * @param rows as many as that at most
         * @param stride a multiple of a step, and not less than the columns
         * @param to receives [rows, stride] float32
         */
        void run(WorkerScratch worker, int row, int rows, int column, int columns, int stride, NativeMemory.Block to);
    }

    /**
     * Runs the bands.
     *
     * @param step outputs that a band has a multiple of
     * @param bytes of W for one output
     */
    public static void run(
            WorkerPool pool, Matrix y, int step, int bytes, boolean add, TileWork before, TileWork after, Band band) {
        int most = y.rows() > PIECE ? bands(MOST_BAND, step, bytes) : y.columns();
        int[] bounds = bounds(y.columns(), step, bands(LEAST_BAND, step, bytes), most, pool.threads());
        pool.run(bounds.length - 1, (item, worker) -> {
            int column = bounds[item];
            int columns = bounds[item + 1] - column;
            int stride = (columns + step - 1) / step * step;
            for (int row = 0; row < y.rows(); row += PIECE) {
                int rows = Math.min(PIECE, y.rows() - row);
                before.run(worker, row, rows, column, columns);
                NativeMemory.Block products = worker.block(1, (long) rows * stride);
                band.run(worker, row, rows, column, columns, stride, products);
                for (int i = 0; i < rows; i++) {
                    int from = i * stride * Float.BYTES;
                    int at = y.offset(row + i) + column * Float.BYTES;
                    if (add) {
                        Vectors.addScaled(1f, products.data, from, y.data, at, columns);
                    } else {
                        Vectors.copy(products.data, from, y.data, at, columns);
                    }
                }
                after.run(worker, row, rows, column, columns);
            }
        });
    }

    /** Outputs whose part of W has so many bytes, in whole steps. */
    private static int bands(int size, int step, int bytes) {
        return Math.max(1, size / Math.max(1, step * bytes)) * step;
    }

    /**
     * Where bands begin, and the end: each takes its thread's share of half of what is left. A thread that reads on and on is
     * fed faster than one that jumps, and at the end nobody waits long for another.
     */
    private static int[] bounds(int outputs, int step, int least, int most, int threads) {
        IntStream.Builder bounds = IntStream.builder();
        int column = 0;
        while (column < outputs) {
            bounds.add(column);
            int half = (outputs - column) / (2 * threads) / step * step;
            column = Math.min(outputs, column + Math.max(least, Math.min(most, half)));
        }
        return bounds.add(outputs).build().toArray();
    }
}
