package org.dasllm.onednn.attention;

import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;

/**
 * A block of rows against cached keys and values with products in bfloat16: what is read of the cache is rounded and laid out in panels once for all
 * query heads of a key/value head.
 */
final class NarrowPrefill {
    private static final int GROUP = NativeKeyValueCache.GROUP;

    private NarrowPrefill() {}

    static boolean suits(OpenPass pass, AttentionShape shape) {
        return NativeKernels.PANELS
                && pass.narrow()
                && NativeKernels.attendTo(shape)
                && shape.headSize() % NativeKernels.PANEL == 0;
    }

    /**
     * The query heads of one key/value head.
     *
     * @param row the first of some rows of the queries and the output, at most a block
     * @param position where it is in its sequence
     */
    static void run(
            WorkerScratch worker,
            AttentionShape shape,
            int keyHead,
            Matrix queries,
            int row,
            int rows,
            int position,
            NativeKeyValueCache cache,
            NativeMemory.Block block,
            Matrix output) {
        int size = shape.headSize();
        int low = shape.firstSeen(position) / GROUP * GROUP;
        int end = position + rows;
        int width = (end - low + GROUP - 1) / GROUP * GROUP;
        int stride = SoftmaxRows.stride(width);
        long panelBytes = (long) width * size * Bfloat16.BYTES;
        long keys = worker.gemm.panels.room(2 * panelBytes + (long) rows * size * Bfloat16.BYTES);
        long values = keys + panelBytes;
        long rounded = values + panelBytes;
        panels(cache, block, keyHead, size, low, end, width, keys, values);
        long scores = worker.scratchAddress(0, (long) rows * stride);
        NativeMemory.Block sums = worker.block(1, 2L * rows);
        long weights = worker.scratchAddress(2, (long) rows * width * Bfloat16.BYTES / Float.BYTES);
        int heads = shape.heads() / shape.keyValueHeads();
        for (int head = keyHead * heads; head < (keyHead + 1) * heads; head++) {
            int shift = head * size * Float.BYTES;
            for (int i = 0; i < rows; i++) {
                long from = queries.address(row + i) + shift;
                NativeKernels.round(from, size, shape.scale(), rounded + (long) i * size * Bfloat16.BYTES);
            }
            NativeKernels.panelProduct(rounded, size, rows, keys, width, size, false, scores, stride);
            NativeKernels.softmax(scores, stride, rows, position, low, shape.window(), width, weights, sums.address);
            NativeKernels.panelProduct(
                    weights, width, rows, values, size, width, false, output.address(row) + shift, output.columns());
            for (int i = 0; i < rows; i++) {
                float inverse = 1f / sums.data.getFloat((2 * i + 1) * Float.BYTES);
                int at = output.offset(row + i) + shift;
                Vectors.scale(inverse, output.data, at, output.data, at, size);
            }
        }
    }

    /** Of the positions from low up to the end: behind the end keys may be anything, and values are 0. */
    private static void panels(
            NativeKeyValueCache cache,
            NativeMemory.Block block,
            int keyHead,
            int size,
            int low,
            int end,
            int width,
            long keys,
            long values) {
        for (int first = low; first < end; first += GROUP) {
            long group = block.address + (long) (first / GROUP) * cache.groupBytes();
            NativeKernels.roundedPanels(
                    group + NativeKeyValueCache.keyOffset(keyHead, size),
                    GROUP,
                    GROUP,
                    size,
                    size,
                    keys + (long) (first - low) * size * Bfloat16.BYTES,
                    (long) size * NativeKernels.PANEL);
            NativeKernels.roundedPanels(
                    group + cache.valueOffset(keyHead, size),
                    size,
                    size,
                    Math.min(GROUP, end - first),
                    GROUP,
                    values + (long) (first - low) * NativeKernels.PANEL * Bfloat16.BYTES,
                    (long) width * NativeKernels.PANEL);
        }
    }
}
