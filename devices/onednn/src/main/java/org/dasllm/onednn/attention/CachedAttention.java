package org.dasllm.onednn.attention;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.CachedRows;

/** Attention of new rows to their sequences' cached keys and values: blocks of rows in prefill, single rows in decoding. */
public final class CachedAttention {
    private CachedAttention() {}

    public static void run(
            OpenPass pass,
            Matrix queries,
            Matrix keys,
            Matrix values,
            AttentionShape shape,
            NativeKeyValueCache cache,
            int layer,
            CachedRows rows,
            Matrix output) {
        int[] slots = rows.slots();
        int[] starts = rows.starts();
        int[] lengths = rows.lengths();
        int sequences = rows.sequences();
        int[] firstRows = new int[sequences];
        boolean narrow = NarrowPrefill.suits(pass, shape);
        int heads = narrow ? shape.keyValueHeads() : shape.heads();
        int[] written = new int[sequences + 1];
        int[] items = new int[sequences + 1];
        for (int s = 0; s < sequences; s++) {
            firstRows[s] = s == 0 ? 0 : firstRows[s - 1] + lengths[s - 1];
            int blocks = (lengths[s] + PackedAttention.BLOCK - 1) / PackedAttention.BLOCK;
            written[s + 1] = written[s] + blocks;
            // A row on its own is one item for each key/value head; many rows are one for each block and head.
            items[s + 1] = items[s] + (lengths[s] == 1 ? shape.keyValueHeads() : blocks * heads);
        }
        pass.pool().run(written[sequences], (item, worker) -> {
            int s = PackedAttention.find(written, item);
            int first = (item - written[s]) * PackedAttention.BLOCK;
            for (int i = first; i < Math.min(lengths[s], first + PackedAttention.BLOCK); i++) {
                cache.write(layer, slots[s], starts[s] + i, shape.headSize(), keys, values, firstRows[s] + i);
            }
        });
        pass.pool().run(items[sequences], (item, worker) -> {
            int s = PackedAttention.find(items, item);
            NativeMemory.Block block = cache.block(layer, slots[s]);
            if (lengths[s] == 1) {
                int keyHead = item - items[s];
                DecodeAttention.run(worker, shape, keyHead, queries, firstRows[s], cache, block, starts[s] + 1, output);
                return;
            }
            // The last block sees the most: nobody waits long for it where it is made first.
            int place = items[s + 1] - 1 - item;
            int head = place % heads;
            int first = place / heads * PackedAttention.BLOCK;
            int count = Math.min(PackedAttention.BLOCK, lengths[s] - first);
            int position = starts[s] + first;
            int row = firstRows[s] + first;
            if (narrow) {
                NarrowPrefill.run(worker, shape, head, queries, row, count, position, cache, block, output);
                return;
            }
            long shift = (long) head * shape.headSize() * Float.BYTES;
            prefill(worker, shape, head, count, position, queries, row, shift, cache, block, output);
            PackedAttention.finish(worker, shape, count, output, row, head, null);
        });
    }

    /**
     * One head of a block of rows of which the first is at a position, against the groups of positions from the one with the
     * first that it sees up to the last.
     */
    private static void prefill(
            WorkerScratch worker,
            AttentionShape shape,
            int head,
            int rows,
            int position,
            Matrix queries,
            int row,
            long shift,
            NativeKeyValueCache cache,
            NativeMemory.Block block,
            Matrix output) {
        int size = shape.headSize();
        int keyHead = head / (shape.heads() / shape.keyValueHeads());
        int low = shape.firstSeen(position) / NativeKeyValueCache.GROUP * NativeKeyValueCache.GROUP;
        int end = position + rows;
        int width = end - low;
        int stride = SoftmaxRows.stride(width);
        int columns = queries.columns();
        long scores = PackedAttention.scores(worker, rows, width);
        long keys = block.address + NativeKeyValueCache.keyOffset(keyHead, size);
        long values = block.address + cache.valueOffset(keyHead, size);
        int group = NativeKeyValueCache.GROUP;
        for (int first = low; first < end; first += group) {
            long target = scores + (long) (first - low) * Float.BYTES;
            long from = keys + (long) (first / group) * cache.groupBytes();
            int count = Math.min(group, end - first);
            worker.gemm.times(
                    rows,
                    count,
                    size,
                    shape.scale(),
                    queries.address(row) + shift,
                    columns,
                    from,
                    group,
                    0f,
                    target,
                    stride);
        }
        PackedAttention.softmax(worker, shape, rows, position, low);
        for (int first = low; first < end; first += group) {
            long weights = scores + (long) (first - low) * Float.BYTES;
            long from = values + (long) (first / group) * cache.groupBytes();
            int count = Math.min(group, end - first);
            float beta = first == low ? 0f : 1f;
            worker.gemm.times(
                    rows, size, count, 1f, weights, stride, from, size, beta, output.address(row) + shift, columns);
        }
    }
}
