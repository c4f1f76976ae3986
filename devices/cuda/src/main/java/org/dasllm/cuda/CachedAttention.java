package org.dasllm.cuda;

import java.util.ArrayList;
import java.util.List;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;

/** Attention for new rows of cached sequences: first all keys and values are written, then every row attends. */
final class CachedAttention {
    private static final int THREADS = 128;
    private static final int LARGEST_HEAD = 2 * THREADS;

    private CachedAttention() {}

    static CudaTensor run(
            CudaPass pass,
            CudaTensor queries,
            CudaTensor keys,
            CudaTensor values,
            AttentionShape shape,
            CudaCache cache,
            int layer,
            CachedRows rows) {
        if (shape.headSize() > LARGEST_HEAD) {
            throw new UnsupportedOperationException("Attention with heads of " + shape.headSize()
                    + " columns is not on the cuda device; " + LARGEST_HEAD + " are");
        }
        int[] positions = rows.positions();
        int[] firstRows = firstRows(cache, rows);
        int[] places = new int[positions.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = firstRows[i] + positions[i];
        }
        pass.kernel("cache", "cache_write")
                .launch(
                        places.length,
                        1,
                        THREADS,
                        0,
                        keys.address(),
                        values.address(),
                        pass.constant(places),
                        cache.columns,
                        cache.keys(layer),
                        cache.values(layer));
        CudaTensor output = pass.take(queries.rows(), queries.columns());
        List<Object> arguments = new ArrayList<>(List.of(
                queries.address(),
                cache.keys(layer),
                cache.values(layer),
                pass.constant(firstRows),
                pass.constant(positions)));
        arguments.addAll(Heads.of(shape));
        arguments.add(output.address());
        pass.kernel("cache", "cached_attention")
                .launch(
                        positions.length,
                        shape.heads(),
                        THREADS,
                        (shape.headSize() + THREADS) * Float.BYTES,
                        arguments.toArray());
        return output;
    }

    /** Row by row, where its slot begins in the cache. */
    private static int[] firstRows(CudaCache cache, CachedRows rows) {
        int[] first = new int[rows.rows()];
        int row = 0;
        for (int s = 0; s < rows.sequences(); s++) {
            for (int i = 0; i < rows.lengths()[s]; i++) {
                first[row++] = rows.slots()[s] * cache.capacity();
            }
        }
        return first;
    }
}
