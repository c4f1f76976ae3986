package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Factor;

/** Rows taken from a matrix by number, and added back to where they came from. */
public final class Gather {
    private static final int ROWS = 64;

    private Gather() {}

    /** output[i] = scale · table[ids[i]]. */
    public static void forward(WorkerPool pool, Factor table, int[] ids, float scale, Matrix output) {
        int columns = table.columns();
        pool.run((ids.length + ROWS - 1) / ROWS, (item, worker) -> {
            int end = Math.min(ids.length, (item + 1) * ROWS);
            for (int i = item * ROWS; i < end; i++) {
                int at = output.offset(i);
                table.widen(ids[i], output.data, at);
                if (scale != 1f) {
                    Vectors.scale(scale, output.data, at, output.data, at, columns);
                }
            }
        });
    }

    /** target[ids[i]] += scale · gradient[i], in the order of the ids. */
    public static void addBack(WorkerPool pool, Matrix gradient, int[] ids, float scale, Matrix target) {
        // By columns, so that two threads never add to the same number, however often a row appears.
        Kernels.forEachColumnPiece(pool, target.columns(), (first, count) -> {
            int shift = first * Float.BYTES;
            for (int i = 0; i < ids.length; i++) {
                Vectors.addScaled(
                        scale,
                        gradient.data,
                        gradient.offset(i) + shift,
                        target.data,
                        target.offset(ids[i]) + shift,
                        count);
            }
        });
    }
}
