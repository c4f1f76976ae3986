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
import org.jspecify.annotations.Nullable;

/**
 * {@link PackedAttention} with products in bfloat16. Blocks are always of 64 query rows and of whole blocks of keys, so that
 * few primitives serve all lengths: what lies behind a sequence is the next one's or zeros, and gets the weight 0.
 */
public final class NarrowAttention {
    public static final int BLOCK = PackedAttention.BLOCK;

    private NarrowAttention() {}

    /** Whether blocks are filled well enough. */
    public static boolean suits(Packing packing) {
        return packing.rows() >= packing.sequences() * BLOCK;
    }

    /** What attention reads, rounded, in the pass's memory; scores are the queries' and keys' product as it is. */
    public record Rounded(Bfloat16Matrix queries, Bfloat16Matrix keys, Bfloat16Matrix values) {
        public static Rounded of(OpenPass pass, Matrix queries, Matrix keys, Matrix values, float scale) {
            return new Rounded(padded(pass, queries, scale), padded(pass, keys, 1f), padded(pass, values, 1f));
        }
    }

    /** A matrix rounded, with a block of zeros behind it. */
    public static Bfloat16Matrix padded(OpenPass pass, Matrix source, float scale) {
        Bfloat16Matrix rounded = Bfloat16Matrix.take(pass, source.rows() + BLOCK, source.columns());
        rounded.round(pass.pool(), source, scale);
        int behind = BLOCK * source.columns() * Bfloat16.BYTES / Float.BYTES;
        Vectors.fill(rounded.data(), rounded.offset(source.rows()), behind, 0f);
        return rounded;
    }

    /** As {@link PackedAttention#forward}. */
    public static void forward(
            OpenPass pass,
            Matrix queries,
            Matrix keys,
            Matrix values,
            AttentionShape shape,
            Packing packing,
            Matrix output,
            @Nullable Matrix logSums) {
        long mark = pass.workspace().mark();
        Rounded rounded = Rounded.of(pass, queries, keys, values, shape.scale());
        int[] starts = PackedAttention.starts(packing);
        int[] blocks = new int[packing.sequences() + 1];
        for (int s = 0; s < packing.sequences(); s++) {
            blocks[s + 1] = blocks[s] + (packing.length(s) + BLOCK - 1) / BLOCK * shape.heads();
        }
        pass.pool().run(blocks[packing.sequences()], (item, worker) -> {
            int s = PackedAttention.find(blocks, item);
            int head = (item - blocks[s]) % shape.heads();
            int first = (item - blocks[s]) / shape.heads() * BLOCK;
            int rows = Math.min(packing.length(s) - first, BLOCK);
            block(worker, rounded, shape, starts[s], first, rows, head, output, logSums);
        });
        pass.workspace().release(mark);
    }

    /** The first key of a block of queries, at the beginning of a block of keys. */
    static int low(AttentionShape shape, int first) {
        return shape.firstSeen(first) / BLOCK * BLOCK;
    }

    private static void block(
            WorkerScratch worker,
            Rounded rounded,
            AttentionShape shape,
            int start,
            int first,
            int rows,
            int head,
            Matrix output,
            @Nullable Matrix logSums) {
        int size = shape.headSize();
        int low = low(shape, first);
        int width = first + BLOCK - low;
        int stride = SoftmaxRows.stride(width);
        long floats = (long) BLOCK * stride + Vectors.LANES;
        ByteBuffer scores = worker.scratch(0, floats);
        ByteBuffer sums = worker.scratch(1, (long) BLOCK * size);
        ByteBuffer weights = worker.scratch(2, (long) BLOCK * width / 2);
        long keyShift = (long) (head / (shape.heads() / shape.keyValueHeads())) * size * Bfloat16.BYTES;
        int strideQ = rounded.queries().columns();
        int strideK = rounded.keys().columns();
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(BLOCK, width, size, strideQ, strideK, stride, true, false, true),
                rounded.queries().address(start + first) + (long) head * size * Bfloat16.BYTES,
                rounded.keys().address(start + low) + keyShift,
                worker.scratchAddress(0, floats));
        float[] inverses = new float[rows];
        boolean inC = NativeKernels.attendTo(shape);
        if (inC) {
            NativeKernels.softmax(
                    worker.scratchAddress(0, floats),
                    stride,
                    rows,
                    first,
                    low,
                    shape.window(),
                    width,
                    worker.scratchAddress(2, (long) BLOCK * width / 2),
                    worker.scratchAddress(1, (long) BLOCK * size));
        }
        for (int i = 0; i < rows; i++) {
            PackedAttention.RowSum sum;
            if (inC) {
                sum = PackedAttention.RowSum.of(
                        sums.getFloat(2 * i * Float.BYTES), sums.getFloat((2 * i + 1) * Float.BYTES));
            } else {
                int unseen = shape.firstSeen(first + i) - low;
                int begin = i * stride * Float.BYTES;
                int n = first + i + 1 - low - unseen;
                sum = PackedAttention.softmaxRow(scores, begin, shape, unseen, n, width);
                Bfloat16.narrow(scores, begin, weights, i * width * Bfloat16.BYTES, width);
            }
            inverses[i] = sum.inverse();
            if (logSums != null) {
                int place = logSums.offset(head) + (start + first + i) * Float.BYTES;
                logSums.data.putFloat(place, sum.log());
            }
        }
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(BLOCK, size, width, width, strideK, size, false, false, true),
                worker.scratchAddress(2, (long) BLOCK * width / 2),
                rounded.values().address(start + low) + keyShift,
                worker.scratchAddress(1, (long) BLOCK * size));
        for (int i = 0; i < rows; i++) {
            int to = output.offset(start + first + i) + head * size * Float.BYTES;
            Vectors.scale(inverses[i], sums, i * size * Float.BYTES, output.data, to, size);
        }
    }
}
