package org.dasllm.onednn.attention;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.AttentionShape;

/** Attention of a single row to the positions that it sees of its slot: all is read once, from front to back. */
final class DecodeAttention {
    private static final int GROUP = NativeKeyValueCache.GROUP;
    /** Positions whose scores are made together. */
    private static final int TOGETHER = 4 * Vectors.LANES;

    private DecodeAttention() {}

    /** The query heads of one key/value head, against n positions; in C where that is. */
    static void run(
            WorkerScratch worker,
            AttentionShape shape,
            int keyHead,
            Matrix queries,
            int row,
            NativeKeyValueCache cache,
            NativeMemory.Block block,
            int n,
            Matrix output) {
        int size = shape.headSize();
        int keys = NativeKeyValueCache.keyOffset(keyHead, size);
        int values = cache.valueOffset(keyHead, size);
        int seen = shape.firstSeen(n - 1);
        int heads = shape.heads() / shape.keyValueHeads();
        if (NativeKernels.attendTo(shape)) {
            long shift = (long) keyHead * heads * size * Float.BYTES;
            NativeKernels.attend(
                    queries.address(row) + shift,
                    heads,
                    size,
                    shape.scale(),
                    block.address + keys,
                    block.address + values,
                    cache.groupBytes(),
                    seen,
                    n,
                    worker.scratchAddress(0, NativeKernels.HEADS_TOGETHER * (n + 2L * GROUP)),
                    output.address(row) + shift);
            return;
        }
        ByteBuffer data = block.data;
        int low = seen / GROUP * GROUP;
        int unseen = (seen - low) * Float.BYTES;
        ByteBuffer scores = worker.scratch(0, (long) n - low + 2 * GROUP);
        for (int head = keyHead * heads; head < (keyHead + 1) * heads; head++) {
            int at = queries.offset(row) + head * size * Float.BYTES;
            for (int first = low; first < n; first += GROUP) {
                int from = keys + first / GROUP * cache.groupBytes();
                int to = (first - low) * Float.BYTES;
                scores(queries.data, at, size, shape.scale(), data, from, n - first, scores, to);
            }
            if (shape.capped()) {
                SoftmaxRows.cap(scores, unseen, n - seen, shape.softCap());
            }
            Vectors.fill(scores, 0, seen - low, 0f);
            float max = SoftmaxRows.max(scores, unseen, n - seen);
            float sum = SoftmaxRows.exponentials(scores, unseen, n - seen, n - seen, max);
            for (int first = low; first < n; first += GROUP) {
                int from = values + first / GROUP * cache.groupBytes();
                int count = Math.min(GROUP, n - first);
                int weights = (first - low) * Float.BYTES;
                mix(scores, weights, count, data, from, size, output.data, at, first > low);
            }
            Vectors.scale(1f / sum, output.data, at, output.data, at, size);
        }
    }

    /** scores[p] = scale · Σ over the columns c of query[c] · keys[c][p], for the first n positions of a group. */
    private static void scores(
            ByteBuffer query,
            int queryOffset,
            int size,
            float scale,
            ByteBuffer keys,
            int keyOffset,
            int n,
            ByteBuffer scores,
            int scoreOffset) {
        int step = GROUP * Float.BYTES;
        for (int first = 0; first < Math.min(n, GROUP); first += TOGETHER) {
            FloatVector s0 = FloatVector.zero(Vectors.SPECIES);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            int k = keyOffset + first * Float.BYTES;
            for (int c = 0; c < size; c++, k += step) {
                FloatVector q = FloatVector.broadcast(Vectors.SPECIES, query.getFloat(queryOffset + c * Float.BYTES));
                s0 = Vectors.load(keys, k).fma(q, s0);
                s1 = Vectors.load(keys, k + Vectors.STEP).fma(q, s1);
                s2 = Vectors.load(keys, k + 2 * Vectors.STEP).fma(q, s2);
                s3 = Vectors.load(keys, k + 3 * Vectors.STEP).fma(q, s3);
            }
            int at = scoreOffset + first * Float.BYTES;
            Vectors.store(s0.mul(scale), scores, at);
            Vectors.store(s1.mul(scale), scores, at + Vectors.STEP);
            Vectors.store(s2.mul(scale), scores, at + 2 * Vectors.STEP);
            Vectors.store(s3.mul(scale), scores, at + 3 * Vectors.STEP);
        }
    }

    /** output[c] = Σ over n positions p of weights[p] · values[p][c], plus output[c] where add is set. */
    private static void mix(
            ByteBuffer weights,
            int weightOffset,
            int n,
            ByteBuffer values,
            int valueOffset,
            int size,
            ByteBuffer output,
            int outputOffset,
            boolean add) {
        if (!add) {
            Vectors.fill(output, outputOffset, size, 0f);
        }
        int step = size * Float.BYTES;
        int at = 0;
        for (; at <= step - 2 * Vectors.STEP; at += 2 * Vectors.STEP) {
            mixTwo(weights, weightOffset, n, values, valueOffset + at, step, output, outputOffset + at);
        }
        for (; at <= step - Vectors.STEP; at += Vectors.STEP) {
            mixOne(weights, weightOffset, n, values, valueOffset + at, step, output, outputOffset + at);
        }
        for (; at < step; at += Float.BYTES) {
            float total = output.getFloat(outputOffset + at);
            for (int p = 0; p < n; p++) {
                float v = values.getFloat(valueOffset + p * step + at);
                total = Math.fma(weights.getFloat(weightOffset + p * Float.BYTES), v, total);
            }
            output.putFloat(outputOffset + at, total);
        }
    }

    /** Two vectors of columns; even and odd positions have sums of their own, since one chain would wait for itself. */
    private static void mixTwo(
            ByteBuffer weights,
            int weightOffset,
            int n,
            ByteBuffer values,
            int valueOffset,
            int step,
            ByteBuffer output,
            int outputOffset) {
        FloatVector a0 = Vectors.load(output, outputOffset);
        FloatVector a1 = Vectors.load(output, outputOffset + Vectors.STEP);
        FloatVector b0 = FloatVector.zero(Vectors.SPECIES);
        FloatVector b1 = b0;
        int v = valueOffset;
        int w = weightOffset;
        int p = 1;
        for (; p < n; p += 2, v += 2 * step, w += 2 * Float.BYTES) {
            FloatVector wa = FloatVector.broadcast(Vectors.SPECIES, weights.getFloat(w));
            FloatVector wb = FloatVector.broadcast(Vectors.SPECIES, weights.getFloat(w + Float.BYTES));
            a0 = Vectors.load(values, v).fma(wa, a0);
            a1 = Vectors.load(values, v + Vectors.STEP).fma(wa, a1);
            b0 = Vectors.load(values, v + step).fma(wb, b0);
            b1 = Vectors.load(values, v + step + Vectors.STEP).fma(wb, b1);
        }
        if (p == n) {
            FloatVector wa = FloatVector.broadcast(Vectors.SPECIES, weights.getFloat(w));
            a0 = Vectors.load(values, v).fma(wa, a0);
            a1 = Vectors.load(values, v + Vectors.STEP).fma(wa, a1);
        }
        Vectors.store(a0.add(b0), output, outputOffset);
        Vectors.store(a1.add(b1), output, outputOffset + Vectors.STEP);
    }

    /** One vector of columns. */
    private static void mixOne(
            ByteBuffer weights,
            int weightOffset,
            int n,
            ByteBuffer values,
            int valueOffset,
            int step,
            ByteBuffer output,
            int outputOffset) {
        FloatVector total = Vectors.load(output, outputOffset);
        int v = valueOffset;
        for (int p = 0; p < n; p++, v += step) {
            float weight = weights.getFloat(weightOffset + p * Float.BYTES);
            total = Vectors.load(values, v).fma(FloatVector.broadcast(Vectors.SPECIES, weight), total);
        }
        Vectors.store(total, output, outputOffset);
    }
}
