package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;
import org.dasllm.tensor.Packing;

/**
 * {@link PackedAttentionBackward} with products in bfloat16, by the blocks of {@link NarrowAttention}. The gradients of a
 * head's keys and values are added up in the thread's scratch.
 */
public final class NarrowAttentionBackward {
    private static final int BLOCK = NarrowAttention.BLOCK;

    private final PackedAttentionBackward.Saved saved;
    private final AttentionShape shape;
    private final NarrowAttention.Rounded rounded;
    private final Bfloat16Matrix gradient;
    private final Matrix dO;
    private final Matrix dQ;
    private final int size;

    private NarrowAttentionBackward(OpenPass pass, PackedAttentionBackward.Saved saved, Matrix dO, Matrix dQ) {
        this.saved = saved;
        this.dO = dO;
        this.dQ = dQ;
        shape = saved.shape();
        size = shape.headSize();
        rounded = NarrowAttention.Rounded.of(pass, saved.queries(), saved.keys(), saved.values(), shape.scale());
        gradient = NarrowAttention.padded(pass, dO, 1f);
    }

    public static void run(
            OpenPass pass, PackedAttentionBackward.Saved saved, Matrix dO, Matrix dQ, Matrix dK, Matrix dV) {
        long mark = pass.workspace().mark();
        NarrowAttentionBackward backward = new NarrowAttentionBackward(pass, saved, dO, dQ);
        AttentionShape shape = saved.shape();
        Packing packing = saved.packing();
        int[] starts = PackedAttention.starts(packing);
        pass.pool().run(packing.sequences() * shape.keyValueHeads(), (item, worker) -> {
            int s = item / shape.keyValueHeads();
            backward.sequence(worker, starts[s], packing.length(s), item % shape.keyValueHeads(), dK, dV);
        });
        pass.workspace().release(mark);
    }

    /** Where things lie in a thread's second scratch buffer, in floats. */
    private record Room(int size, int padded) {
        int keys() {
            return 0;
        }

        int values() {
            return padded * size;
        }

        int queries() {
            return 2 * padded * size;
        }

        int weights() {
            return queries() + BLOCK * size;
        }

        int slopes() {
            return weights() + BLOCK * padded / 2;
        }

        int all() {
            return slopes() + BLOCK * padded / 2;
        }
    }

    /** All query heads of one key/value head. */
    private void sequence(WorkerScratch worker, int start, int length, int keyHead, Matrix dK, Matrix dV) {
        int group = shape.heads() / shape.keyValueHeads();
        Room room = new Room(size, (length + BLOCK - 1) / BLOCK * BLOCK);
        Vectors.fill(worker.scratch(1, room.all()), 0, room.queries(), 0f);
        for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
            for (int first = 0; first < length; first += BLOCK) {
                block(worker, room, start, first, Math.min(BLOCK, length - first), head, keyHead);
            }
        }
        ByteBuffer sums = worker.scratch(1, room.all());
        for (int i = 0; i < length; i++) {
            int at = i * size * Float.BYTES;
            dK.put(start + i, keyHead * size, size, sums, room.keys() * Float.BYTES + at);
            dV.put(start + i, keyHead * size, size, sums, room.values() * Float.BYTES + at);
        }
    }

    private void block(WorkerScratch worker, Room room, int start, int first, int rows, int head, int keyHead) {
        int low = NarrowAttention.low(shape, first);
        int width = first + BLOCK - low;
        int stride = SoftmaxRows.stride(width);
        long floats = (long) BLOCK * stride + Vectors.LANES;
        int strideQ = rounded.queries().columns();
        int strideK = rounded.keys().columns();
        long shift = (long) head * size * Bfloat16.BYTES;
        long keyShift = (long) keyHead * size * Bfloat16.BYTES;
        long q = rounded.queries().address(start + first) + shift;
        long d = gradient.address(start + first) + shift;
        long k = rounded.keys().address(start + low) + keyShift;
        long v = rounded.values().address(start + low) + keyShift;
        MatmulPrimitive.Shape across =
                new MatmulPrimitive.Shape(BLOCK, width, size, strideQ, strideK, stride, true, false, true);
        worker.gemm.narrow(across, q, k, worker.scratchAddress(0, floats));
        worker.gemm.narrow(across, d, v, worker.scratchAddress(2, floats));
        slopes(worker, room, start, first, rows, head, low);
        long base = worker.scratchAddress(1, room.all());
        long weights = base + (long) room.weights() * Float.BYTES;
        long slopes = base + (long) room.slopes() * Float.BYTES;
        long queries = base + (long) room.queries() * Float.BYTES;
        long place = (long) low * size * Float.BYTES;
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(BLOCK, size, width, width, strideK, size, false, false, true),
                slopes,
                k,
                queries);
        MatmulPrimitive.Shape down = MatmulPrimitive.Shape.turned(width, size, BLOCK, width, strideQ, size, true);
        worker.gemm.narrow(down, slopes, q, base + (long) room.keys() * Float.BYTES + place);
        worker.gemm.narrow(down, weights, d, base + (long) room.values() * Float.BYTES + place);
        ByteBuffer scratch = worker.scratch(1, room.all());
        for (int i = 0; i < rows; i++) {
            int from = (room.queries() + i * size) * Float.BYTES;
            int to = dQ.offset(start + first + i) + head * size * Float.BYTES;
            Vectors.scale(shape.scale(), scratch, from, dQ.data, to, size);
        }
    }

    /** From scores and the weights' gradients to weights and the scores' gradients, rounded; rows behind the last are 0. */
    private void slopes(WorkerScratch worker, Room room, int start, int first, int rows, int head, int low) {
        int width = first + BLOCK - low;
        int stride = SoftmaxRows.stride(width);
        long floats = (long) BLOCK * stride + Vectors.LANES;
        ByteBuffer p = worker.scratch(0, floats);
        ByteBuffer ds = worker.scratch(2, floats);
        ByteBuffer to = worker.scratch(1, room.all());
        Matrix logSums = saved.logSums();
        if (NativeKernels.attendTo(shape)) {
            long shift = (long) head * size * Float.BYTES;
            long base = worker.scratchAddress(1, room.all());
            NativeKernels.slopes(
                    worker.scratchAddress(0, floats),
                    worker.scratchAddress(2, floats),
                    stride,
                    rows,
                    BLOCK,
                    first,
                    low,
                    shape.window(),
                    width,
                    logSums.address(head) + (long) (start + first) * Float.BYTES,
                    saved.output().address(start + first) + shift,
                    dO.address(start + first) + shift,
                    dO.columns(),
                    size,
                    base + (long) room.weights() * Float.BYTES,
                    base + (long) room.slopes() * Float.BYTES);
            return;
        }
        for (int i = 0; i < BLOCK; i++) {
            int begin = i * stride * Float.BYTES;
            if (i < rows) {
                int unseen = shape.firstSeen(first + i) - low;
                int at = begin + unseen * Float.BYTES;
                int from = dO.offset(start + first + i) + head * size * Float.BYTES;
                int n = first + i + 1 - low - unseen;
                float logSum = logSums.data.getFloat(logSums.offset(head) + (start + first + i) * Float.BYTES);
                float mean = Vectors.dot(dO.data, from, saved.output().data, from, size);
                if (shape.capped()) {
                    SoftmaxRows.gradients(p, ds, at, n, width - unseen, logSum, mean, shape.softCap());
                } else {
                    SoftmaxRows.gradients(p, ds, at, n, width - unseen, logSum, mean);
                }
                Vectors.fill(p, begin, unseen, 0f);
                Vectors.fill(ds, begin, unseen, 0f);
            } else {
                Vectors.fill(p, begin, width, 0f);
                Vectors.fill(ds, begin, width, 0f);
            }
            int row = i * width * Bfloat16.BYTES;
            Bfloat16.narrow(p, begin, to, room.weights() * Float.BYTES + row, width);
            Bfloat16.narrow(ds, begin, to, room.slopes() * Float.BYTES + row, width);
        }
    }
}
