package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;

/**
 * The gradients of {@link PackedAttention}. With P the probabilities and dP = dO·Vᵀ: dV = Pᵀ·dO, dS = P ∘ (dP − Σ dO ∘ O)
 * per row, dQ = scale · dS·K and dK = scale · dSᵀ·Q. One thread does all query heads of one key/value head of one sequence,
 * so that dK and dV are added up in a fixed order. Scores that were capped are capped again, and dS then has the cap's slope.
 */
public final class PackedAttentionBackward {
    private PackedAttentionBackward() {}

    /** What the forward was given and gave. */
    public record Saved(
            Matrix queries,
            Matrix keys,
            Matrix values,
            Matrix output,
            Matrix logSums,
            AttentionShape shape,
            Packing packing) {}

    public static void run(WorkerPool pool, Saved saved, Matrix dO, Matrix dQ, Matrix dK, Matrix dV) {
        AttentionShape shape = saved.shape();
        Packing packing = saved.packing();
        int[] starts = PackedAttention.starts(packing);
        int group = shape.heads() / shape.keyValueHeads();
        pool.run(packing.sequences() * shape.keyValueHeads(), (item, worker) -> {
            int s = item / shape.keyValueHeads();
            int keyHead = item % shape.keyValueHeads();
            int length = packing.length(s);
            int lastBlock = (length - 1) / PackedAttention.BLOCK;
            boolean everything = shape.firstSeen(length - 1) == 0;
            if (!everything) {
                clear(dK, starts[s], length, keyHead, shape.headSize());
                clear(dV, starts[s], length, keyHead, shape.headSize());
            }
            for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                // Without a window the last block reaches all keys and so begins dK and dV; the others add to them.
                for (int block = lastBlock; block >= 0; block--) {
                    int first = block * PackedAttention.BLOCK;
                    int rows = Math.min(PackedAttention.BLOCK, length - first);
                    boolean begin = everything && block == lastBlock && head == keyHead * group;
                    block(worker, saved, dO, dQ, dK, dV, starts[s], first, rows, head, keyHead, begin ? 0f : 1f);
                }
            }
        });
    }

    private static void clear(Matrix matrix, int start, int length, int head, int headSize) {
        for (int row = start; row < start + length; row++) {
            Vectors.fill(matrix.data, matrix.offset(row) + head * headSize * Float.BYTES, headSize, 0f);
        }
    }

    private static void block(
            WorkerScratch worker,
            Saved saved,
            Matrix dO,
            Matrix dQ,
            Matrix dK,
            Matrix dV,
            int start,
            int first,
            int rows,
            int head,
            int keyHead,
            float beta) {
        AttentionShape shape = saved.shape();
        int size = shape.headSize();
        int low = shape.firstSeen(first);
        int width = first + rows - low;
        int stride = SoftmaxRows.stride(width);
        int strideQ = saved.queries().columns();
        int strideK = saved.keys().columns();
        int row = start + first;
        int shift = head * size * Float.BYTES;
        long keyShift = (long) keyHead * size * Float.BYTES;
        long floats = (long) rows * stride + Vectors.LANES;
        ByteBuffer p = worker.scratch(0, floats);
        ByteBuffer ds = worker.scratch(2, floats);
        long pAddress = worker.scratchAddress(0, floats);
        long dsAddress = worker.scratchAddress(2, floats);
        long q = saved.queries().address(row) + shift;
        long k = saved.keys().address(start + low) + keyShift;
        long v = saved.values().address(start + low) + keyShift;
        long d = dO.address(row) + shift;
        worker.gemm.timesTransposed(rows, width, size, shape.scale(), q, strideQ, k, strideK, 0f, pAddress, stride);
        worker.gemm.timesTransposed(rows, width, size, 1f, d, strideQ, v, strideK, 0f, dsAddress, stride);
        for (int i = 0; i < rows; i++) {
            int unseen = shape.firstSeen(first + i) - low;
            int begin = i * stride * Float.BYTES;
            int at = begin + unseen * Float.BYTES;
            int from = saved.output().offset(row + i) + shift;
            int n = first + i + 1 - low - unseen;
            float logSum = saved.logSums().data.getFloat(saved.logSums().offset(head) + (row + i) * Float.BYTES);
            float mean = Vectors.dot(dO.data, from, saved.output().data, from, size);
            if (shape.capped()) {
                SoftmaxRows.gradients(p, ds, at, n, width - unseen, logSum, mean, shape.softCap());
            } else {
                SoftmaxRows.gradients(p, ds, at, n, width - unseen, logSum, mean);
            }
            Vectors.fill(p, begin, unseen, 0f);
            Vectors.fill(ds, begin, unseen, 0f);
        }
        float scale = shape.scale();
        worker.gemm.times(
                rows, size, width, scale, dsAddress, stride, k, strideK, 0f, dQ.address(row) + shift, strideQ);
        worker.gemm.transposedTimes(
                width,
                size,
                rows,
                scale,
                dsAddress,
                stride,
                q,
                strideQ,
                beta,
                dK.address(start + low) + keyShift,
                strideK);
        worker.gemm.transposedTimes(
                width, size, rows, 1f, pAddress, stride, d, strideQ, beta, dV.address(start + low) + keyShift, strideK);
    }
}
