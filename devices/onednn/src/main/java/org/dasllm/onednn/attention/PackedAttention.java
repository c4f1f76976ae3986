package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;
import org.jspecify.annotations.Nullable;

/**
 * Causal attention within packed sequences, by blocks of query rows: a block's scores against the keys from the first that
 * its first row sees up to its last row are a product of oneDNN's in one thread's scratch, softmaxed there and multiplied by the values. For the backward pass only
 * the logarithm of each row's sum is kept and the probabilities are made again, as in FlashAttention (arXiv:2205.14135).
 */
public final class PackedAttention {
    /** Query rows of a block. */
    public static final int BLOCK = 64;

    private PackedAttention() {}

    /** @param logSums [heads, rows] takes each row's log Σ e^score; null where no backward follows */
    public static void forward(
            WorkerPool pool,
            Matrix queries,
            Matrix keys,
            Matrix values,
            AttentionShape shape,
            Packing packing,
            Matrix output,
            @Nullable Matrix logSums) {
        int[] starts = starts(packing);
        int[] blocks = new int[packing.sequences() + 1];
        for (int s = 0; s < packing.sequences(); s++) {
            blocks[s + 1] = blocks[s] + (packing.length(s) + BLOCK - 1) / BLOCK * shape.heads();
        }
        int strideQ = queries.columns();
        int strideK = keys.columns();
        pool.run(blocks[packing.sequences()], (item, worker) -> {
            int s = find(blocks, item);
            int head = (item - blocks[s]) % shape.heads();
            int first = (item - blocks[s]) / shape.heads() * BLOCK;
            int end = Math.min(packing.length(s), first + BLOCK);
            long keyShift = (long) (head / (shape.heads() / shape.keyValueHeads())) * shape.headSize() * Float.BYTES;
            long headShift = (long) head * shape.headSize() * Float.BYTES;
            int row = starts[s] + first;
            int rows = end - first;
            int low = shape.firstSeen(first);
            int width = end - low;
            long scores = scores(worker, rows, width);
            int stride = SoftmaxRows.stride(width);
            long q = queries.address(row) + headShift;
            long k = keys.address(starts[s] + low) + keyShift;
            long v = values.address(starts[s] + low) + keyShift;
            long o = output.address(row) + headShift;
            int size = shape.headSize();
            worker.gemm.timesTransposed(rows, width, size, shape.scale(), q, strideQ, k, strideK, 0f, scores, stride);
            softmax(worker, shape, rows, first, low);
            worker.gemm.times(rows, size, width, 1f, scores, stride, v, strideK, 0f, o, strideQ);
            finish(worker, shape, rows, output, row, head, logSums);
        });
    }

    /** Scratch 0, with room for some rows of scores. */
    static long scores(WorkerScratch worker, int rows, int width) {
        return worker.scratchAddress(0, (long) rows * SoftmaxRows.stride(width) + Vectors.LANES);
    }

    /**
     * Turns the scores in scratch 0, of rows of which the first is at a position, against the keys from position low, into
     * e^(score − max). The rows' 1/sums and log-sums are left in scratch 1, for {@link #finish}.
     */
    static void softmax(WorkerScratch worker, AttentionShape shape, int rows, int position, int low) {
        int width = position + rows - low;
        int stride = SoftmaxRows.stride(width);
        ByteBuffer scores = worker.scratch(0, (long) rows * stride + Vectors.LANES);
        ByteBuffer sums = worker.scratch(1, 2L * BLOCK);
        for (int i = 0; i < rows; i++) {
            int unseen = shape.firstSeen(position + i) - low;
            int begin = i * stride * Float.BYTES;
            int n = position + i + 1 - low - unseen;
            RowSum sum = softmaxRow(scores, begin, shape, unseen, n, width);
            sums.putFloat(2 * i * Float.BYTES, sum.inverse());
            sums.putFloat((2 * i + 1) * Float.BYTES, sum.log());
        }
    }

    /** What a row's exponentials are divided by: its inverse, and its logarithm with the greatest score. */
    public record RowSum(float inverse, float log) {
        public static RowSum of(float max, float sum) {
            return new RowSum(1f / sum, (float) (max + Math.log(sum)));
        }
    }

    /**
     * Turns one row of scores into e^(score − max): of width numbers the first unseen and those behind the next n become 0.
     *
     * @param begin where the row begins, in bytes
     */
    static RowSum softmaxRow(ByteBuffer scores, int begin, AttentionShape shape, int unseen, int n, int width) {
        int offset = begin + unseen * Float.BYTES;
        if (shape.capped()) {
            SoftmaxRows.cap(scores, offset, n, shape.softCap());
        }
        Vectors.fill(scores, begin, unseen, 0f);
        float max = SoftmaxRows.max(scores, offset, n);
        float sum = SoftmaxRows.exponentials(scores, offset, n, width - unseen, max);
        return RowSum.of(max, sum);
    }

    /** Divides a block's output rows by their sums. */
    static void finish(
            WorkerScratch worker,
            AttentionShape shape,
            int rows,
            Matrix output,
            int row,
            int head,
            @Nullable Matrix logSums) {
        ByteBuffer sums = worker.scratch(1, 2L * BLOCK);
        for (int i = 0; i < rows; i++) {
            int offset = output.offset(row + i) + head * shape.headSize() * Float.BYTES;
            float inverse = sums.getFloat(2 * i * Float.BYTES);
            Vectors.scale(inverse, output.data, offset, output.data, offset, shape.headSize());
            if (logSums != null) {
                logSums.data.putFloat(
                        logSums.offset(head) + (row + i) * Float.BYTES, sums.getFloat((2 * i + 1) * Float.BYTES));
            }
        }
    }

    /** The first row of each sequence. */
    static int[] starts(Packing packing) {
        int[] starts = new int[packing.sequences()];
        for (int s = 1; s < starts.length; s++) {
            starts[s] = starts[s - 1] + packing.length(s - 1);
        }
        return starts;
    }

    /** The s with ends[s] ≤ item < ends[s + 1]. */
    static int find(int[] ends, int item) {
        int low = 0;
        int high = ends.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (ends[middle] <= item) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
