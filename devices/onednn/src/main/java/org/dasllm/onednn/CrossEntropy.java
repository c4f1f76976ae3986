package org.dasllm.onednn;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The head and its cross-entropy, some rows at a time. A training pass turns each piece of logits into its gradient, softmax
 * − one-hot, at once and carries that on to the hidden rows and the head, not yet scaled; {@link #backward} only scales.
 * So the logits are neither kept nor made twice.
 */
final class CrossEntropy implements Loss {
    /** Logits held at once, unless the vocabulary is large. */
    private static final int LOGITS = 2 << 20;
    /** Rows at once at least, so that reading the head's weight is worth it. */
    private static final int LEAST_ROWS = 256;
    /** Exponentials that are added up in float32 before the sum goes on in float64. */
    private static final int SUM_PIECE = 4096;

    private static final int ROWS = 8;

    private final OneDnnPass pass;
    private final Matrix hidden;
    private final Linear head;
    private final int[] kept;
    private final float[] losses;
    private final boolean[] hits;
    private final double sum;
    private final @Nullable Matrix keptGradient;
    private final LinearProducts.Gradients unscaled;
    private boolean taken;

    CrossEntropy(OneDnnPass pass, Matrix hidden, Linear head, int[] targets) {
        this.pass = pass;
        this.hidden = hidden;
        this.head = head;
        kept = keptRows(targets);
        losses = new float[targets.length];
        hits = new boolean[targets.length];
        boolean training = pass.training();
        keptGradient = training ? pass.take(kept.length, hidden.columns()) : null;
        unscaled = training
                ? zeros(LinearProducts.Gradients.of(head))
                : new LinearProducts.Gradients(null, null, null, null);
        sum = run(targets);
    }

    private static int[] keptRows(int[] targets) {
        int[] rows = new int[targets.length];
        int count = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] != IGNORED) {
                rows[count++] = i;
            }
        }
        return java.util.Arrays.copyOf(rows, count);
    }

    private double run(int[] targets) {
        WorkerPool pool = pass.pool();
        int vocabulary = head.outputs();
        int piece = Math.min(kept.length, Math.max(LEAST_ROWS, LOGITS / vocabulary));
        long mark = pass.workspace().mark();
        Matrix rows = kept.length == hidden.rows() ? hidden : pass.take(kept.length, hidden.columns());
        if (rows != hidden) {
            Gather.forward(pool, hidden, kept, 1f, rows);
        }
        Matrix logits = pass.take(piece, vocabulary);
        Linear.Adapter adapter = head.adapter();
        Matrix u = adapter == null ? null : pass.take(piece, adapter.a().rows());
        Matrix v = adapter == null ? null : pass.take(piece, adapter.a().rows());
        double[] exact = new double[kept.length];
        for (int first = 0; first < kept.length; first += piece) {
            int start = first;
            int end = Math.min(kept.length, first + piece);
            int count = end - start;
            Matrix x = rows.rows(start, end);
            Matrix y = logits.rows(0, count);
            Matrix uRows = u == null ? null : u.rows(0, count);
            LinearProducts.forward(pool, x, head, null, y, uRows);
            pool.run((count + ROWS - 1) / ROWS, (item, lane) -> {
                for (int i = item * ROWS; i < Math.min(count, (item + 1) * ROWS); i++) {
                    exact[start + i] = row(y, i, kept[start + i], targets);
                }
            });
            if (keptGradient != null) {
                Matrix vRows = v == null ? null : v.rows(0, count);
                LinearProducts.backward(pool, y, x, uRows, vRows, head, keptGradient.rows(start, end), unscaled);
            }
        }
        pass.workspace().release(mark);
        double total = 0;
        for (double loss : exact) {
            total += loss;
        }
        return total;
    }

    /** One row's loss; in training its logits become their gradient. */
    private double row(Matrix logits, int i, int row, int[] targets) {
        ByteBuffer data = logits.data;
        int offset = logits.offset(i);
        int count = logits.columns();
        int target = offset + targets[row] * Float.BYTES;
        float chosen = data.getFloat(target);
        float max = SoftmaxRows.max(data, offset, count);
        hits[row] = chosen == max && first(data, offset, max) == target;
        double total = 0;
        for (int from = 0; from < count; from += SUM_PIECE) {
            total += exponentials(data, offset + from * Float.BYTES, Math.min(SUM_PIECE, count - from), max);
        }
        if (keptGradient != null) {
            Vectors.scale((float) (1.0 / total), data, offset, data, offset, count);
            data.putFloat(target, data.getFloat(target) - 1f);
        }
        double loss = max - (double) chosen + Math.log(total);
        losses[row] = (float) loss;
        return loss;
    }

    private static int first(ByteBuffer data, int offset, float value) {
        int at = offset;
        while (data.getFloat(at) != value) {
            at += Float.BYTES;
        }
        return at;
    }

    /** Replaces each x by e^(x − max) and returns their sum. */
    private static float exponentials(ByteBuffer data, int offset, int count, float max) {
        FloatVector total = FloatVector.zero(Vectors.SPECIES);
        int at = offset;
        int end = offset + count * Float.BYTES;
        for (; at <= end - Vectors.STEP; at += Vectors.STEP) {
            FloatVector e = Vectors.exp(Vectors.load(data, at).sub(max));
            Vectors.store(e, data, at);
            total = total.add(e);
        }
        float sum = Vectors.sum(total);
        for (; at < end; at += Float.BYTES) {
            float e = Vectors.exp(data.getFloat(at) - max);
            data.putFloat(at, e);
            sum += e;
        }
        return sum;
    }

    private LinearProducts.Gradients zeros(LinearProducts.Gradients like) {
        return new LinearProducts.Gradients(zeros(like.weight()), zeros(like.bias()), zeros(like.a()), zeros(like.b()));
    }

    private @Nullable Matrix zeros(@Nullable Matrix like) {
        if (like == null) {
            return null;
        }
        Matrix matrix = pass.take(like.rows(), like.columns());
        Kernels.clear(pass.pool(), matrix);
        return matrix;
    }

    @Override
    public double sum() {
        return sum;
    }

    @Override
    public int count() {
        return kept.length;
    }

    @Override
    public float[] rows() {
        return losses.clone();
    }

    @Override
    public int correct() {
        int correct = 0;
        for (boolean hit : hits) {
            correct += hit ? 1 : 0;
        }
        return correct;
    }

    @Override
    public Tensor backward(double scale) {
        pass.checkOpen();
        if (keptGradient == null || taken) {
            throw new IllegalStateException(
                    taken ? "The loss has been taken back already" : "A pass that does not train has no way back");
        }
        taken = true;
        WorkerPool pool = pass.pool();
        float factor = (float) scale;
        LinearProducts.Gradients sums = LinearProducts.Gradients.of(head);
        addScaled(factor, unscaled.weight(), sums.weight());
        addScaled(factor, unscaled.bias(), sums.bias());
        addScaled(factor, unscaled.a(), sums.a());
        addScaled(factor, unscaled.b(), sums.b());
        Matrix gradient = pass.take(hidden.rows(), hidden.columns());
        Kernels.clear(pool, gradient);
        Gather.addBack(pool, keptGradient, kept, factor, gradient);
        return gradient;
    }

    private void addScaled(float factor, @Nullable Matrix from, @Nullable Matrix to) {
        if (from != null && to != null) {
            Kernels.addScaled(pass.pool(), factor, from, to);
        }
    }
}
