package org.dasllm.onednn.products;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;

/** Rows times a factor for every column. */
public final class ColumnScale {
    private static final int ROWS = 8;

    private ColumnScale() {}

    /** to = (factors + shift) ∘ from, plus to where add is set; for one row. */
    public static void run(
            ByteBuffer factors,
            int factorOffset,
            float shift,
            ByteBuffer from,
            int fromOffset,
            ByteBuffer to,
            int toOffset,
            int count,
            boolean add) {
        int i = 0;
        for (int end = Vectors.whole(count); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector factor = Vectors.load(factors, factorOffset + at).add(shift);
            FloatVector product = Vectors.load(from, fromOffset + at).mul(factor);
            if (add) {
                product = product.add(Vectors.load(to, toOffset + at));
            }
            Vectors.store(product, to, toOffset + at);
        }
        for (; i < count; i++) {
            int at = i * Float.BYTES;
            float product = from.getFloat(fromOffset + at) * (factors.getFloat(factorOffset + at) + shift);
            to.putFloat(toOffset + at, add ? product + to.getFloat(toOffset + at) : product);
        }
    }

    /** to = (factors + shift) ∘ from. */
    public static void run(WorkerPool pool, Matrix factors, float shift, Matrix from, Matrix to) {
        pool.run((from.rows() + ROWS - 1) / ROWS, (item, worker) -> {
            for (int row = item * ROWS; row < Math.min(from.rows(), (item + 1) * ROWS); row++) {
                int at = from.offset(row);
                run(factors.data, 0, shift, from.data, at, to.data, at, from.columns(), false);
            }
        });
    }
}
