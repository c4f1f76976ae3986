package org.dasllm.onednn.loss;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dasllm.onednn.layers.AppliedLinear;
import org.dasllm.onednn.layers.Gather;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Region;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.weights.FloatFactor;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The head and its loss, some rows at a time. A training pass turns each piece of logits into its gradient at once and
 * carries that on to the hidden rows and the head, not yet scaled; {@link #backward} only scales. So the logits are neither
 * kept nor made twice.
 */
public final class HeadLoss implements Loss {
    /** Logits held at once, unless the vocabulary is large. */
    private static final int LOGITS = 2 << 20;
    /** Rows at once at least, so that reading the head's weight is worth it. */
    private static final int LEAST_ROWS = 128;

    private static final int ROWS = 8;

    private final OpenPass pass;
    private final Region home;
    private final Matrix hidden;
    private final Head head;
    private final int[] tokens;
    private final int[] kept;
    private final float[] losses;
    private final boolean[] hits;
    private final double sum;
    private final @Nullable Matrix keptGradient;
    private final @Nullable Gradients unscaled;
    private boolean done;

    public HeadLoss(OpenPass pass, Matrix hidden, Head head, Targets targets) {
        this.pass = pass;
        this.hidden = hidden;
        this.head = head;
        home = pass.region();
        tokens = targets.tokens().clone();
        kept = IntStream.range(0, tokens.length)
                .filter(row -> tokens[row] != IGNORED)
                .toArray();
        losses = new float[tokens.length];
        hits = new boolean[tokens.length];
        keptGradient = pass.training() ? pass.take(kept.length, hidden.columns()) : null;
        unscaled = pass.training() ? Gradients.of(head.layer()).zeros(pass) : null;
        long mark = pass.workspace().mark();
        sum = run(targets);
        pass.workspace().release(mark);
    }

    private double run(Targets targets) {
        int vocabulary = head.vocabulary();
        int most = Math.min(kept.length, Math.max(LEAST_ROWS, LOGITS / vocabulary));
        Matrix rows = pass.take(most, hidden.columns());
        Matrix logits = pass.take(most, vocabulary);
        LogitLoss loss = LogitLoss.of(pass, head, targets, most);
        double total = 0;
        for (int first = 0; first < kept.length; first += most) {
            int[] piece = Arrays.copyOfRange(kept, first, Math.min(kept.length, first + most));
            long mark = pass.workspace().mark();
            Matrix x = rows.rows(0, piece.length);
            Gather.forward(pass.pool(), new FloatFactor(hidden), piece, 1f, x);
            Matrix y = logits.rows(0, piece.length);
            AppliedLinear applied = new AppliedLinear(pass, head.layer(), piece.length, piece);
            Operand input = Operand.of(pass, x, applied.input());
            applied.forward(input, null, y);
            if (keptGradient != null && unscaled != null) {
                Operand gradient = Operand.beside(pass, y, applied.gradient(unscaled));
                total += losses(loss, piece, y, gradient::round);
                applied.times(gradient, keptGradient.rows(first, first + piece.length), false, unscaled);
                applied.gradients(input, gradient, unscaled);
            } else {
                total += losses(loss, piece, y, i -> {});
            }
            pass.workspace().release(mark);
        }
        return total;
    }

    /** @param made takes each row whose logits have become their gradient, while it is in the core's cache */
    private double losses(LogitLoss loss, int[] piece, Matrix logits, IntConsumer made) {
        double[] exact = new double[piece.length];
        loss.begin(piece);
        pass.pool().run((piece.length + ROWS - 1) / ROWS, (item, worker) -> {
            for (int i = item * ROWS; i < Math.min(piece.length, (item + 1) * ROWS); i++) {
                exact[i] = row(worker, loss, i, piece[i], logits);
                made.accept(i);
            }
        });
        double total = 0;
        for (double value : exact) {
            total += value;
        }
        return total;
    }

    private double row(WorkerScratch worker, LogitLoss loss, int i, int row, Matrix logits) {
        ByteBuffer data = logits.data;
        int offset = logits.offset(i);
        int count = logits.columns();
        if (head.capped()) {
            LogitRows.cap(worker, data, offset, count, head.softCap());
        }
        float max = SoftmaxRows.max(data, offset, count);
        int token = tokens[row];
        int place = offset + token * Float.BYTES;
        hits[row] = data.getFloat(place) == max && first(data, offset, max) == place;
        double value = loss.run(worker, i, row, new LogitLoss.Row(data, offset, count, max, token));
        losses[row] = (float) value;
        return value;
    }

    private static int first(ByteBuffer data, int offset, float value) {
        int at = offset;
        while (data.getFloat(at) != value) {
            at += Float.BYTES;
        }
        return at;
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
        home.checkOpen();
        if (keptGradient == null || unscaled == null) {
            throw new IllegalStateException("A pass that does not train has no backward pass");
        }
        if (done) {
            throw new IllegalStateException("The loss has had its backward pass already");
        }
        done = true;
        float factor = (float) scale;
        Gradients.of(head.layer()).add(pass.pool(), factor, unscaled);
        Matrix gradient = pass.take(hidden.rows(), hidden.columns());
        Kernels.clear(pass.pool(), gradient);
        Gather.addBack(pass.pool(), keptGradient, kept, factor, gradient);
        return gradient;
    }
}
