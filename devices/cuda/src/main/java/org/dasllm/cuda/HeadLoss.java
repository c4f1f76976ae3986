package org.dasllm.cuda;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dasllm.tensor.Head;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.Tensor;

/**
 * The head and its loss, some rows at a time. A training pass turns each piece of logits into its gradient at once and
 * carries that on to the hidden rows and the head, not yet scaled; {@link #backward} only scales. So the logits are neither
 * kept nor made twice.
 */
final class HeadLoss implements Loss {
    /** Logits held at once, unless the vocabulary is large. */
    private static final int LOGITS = 64 << 20;
    /** Rows at once at least, so that reading the head's weight is worth it. */
    private static final int LEAST_ROWS = 256;

    private final CudaPass pass;
    private final CudaTensor hidden;
    private final Head head;
    private final Targets targets;
    private final int[] kept;
    private final float[] losses;
    private final Handle.Once once;
    private final LinearOperation.Gradients gradients;
    private final LinearOperation.Gradients unscaled;
    private final long keptGradient;
    private double sum;
    private int correct;

    HeadLoss(CudaPass pass, CudaTensor hidden, Head head, Targets targets) {
        this.pass = pass;
        this.hidden = hidden;
        this.head = head;
        this.targets = targets;
        kept = IntStream.range(0, hidden.rows())
                .filter(row -> targets.tokens()[row] != IGNORED)
                .toArray();
        losses = new float[hidden.rows()];
        once = new Handle.Once(pass);
        gradients = LinearOperation.Gradients.of(pass, head.layer());
        boolean training = pass.training();
        keptGradient = training ? pass.takeFloats((long) kept.length * hidden.columns()) : 0;
        unscaled = training ? zeros(gradients) : new LinearOperation.Gradients(0, 0, 0, 0, 0);
        if (kept.length > 0) {
            run();
        }
    }

    private LinearOperation.Gradients zeros(LinearOperation.Gradients like) {
        return new LinearOperation.Gradients(
                zeros(like.weight(), weightCount()),
                zeros(like.bias(), head.vocabulary()),
                zeros(like.a(), (long) rank() * head.layer().inputs()),
                zeros(like.b(), (long) rank() * head.vocabulary()),
                zeros(like.magnitude(), head.vocabulary()));
    }

    private long weightCount() {
        return (long) head.vocabulary() * head.layer().inputs();
    }

    private int rank() {
        return head.layer().adapter() == null ? 0 : head.layer().adapter().a().rows();
    }

    private long zeros(long like, long count) {
        if (like == 0) {
            return 0;
        }
        long address = pass.takeFloats(count);
        pass.gpu().clear(address, count);
        return address;
    }

    private void run() {
        Arena.Mark mark = pass.mark();
        int piece = Math.min(kept.length, Math.max(LEAST_ROWS, LOGITS / head.vocabulary()));
        long exact = pass.takeFloats(kept.length);
        long hits = pass.takeFloats(kept.length);
        RowLoss loss = RowLoss.of(pass, head, targets);
        for (int first = 0; first < kept.length; first += piece) {
            Arena.Mark each = pass.mark();
            int[] rows = Arrays.copyOfRange(kept, first, Math.min(kept.length, first + piece));
            long places = pass.take((long) rows.length * Integer.BYTES);
            pass.gpu().upload(places, rows);
            long x = pass.rows(hidden, places, rows.length);
            long logits = pass.takeFloats((long) rows.length * head.vocabulary());
            LinearOperation linear = new LinearOperation(pass, head.layer(), rows.length, places);
            linear.forward(x, 0, 0, logits);
            pass.softCap(logits, (long) rows.length * head.vocabulary(), head);
            long at = (long) first * Float.BYTES;
            loss.run(rows, places, logits, exact + at, hits + at);
            if (pass.training()) {
                long dx = keptGradient + (long) first * hidden.columns() * Float.BYTES;
                linear.backward(logits, x, dx, false, unscaled);
            }
            pass.release(each);
        }
        read(exact, hits);
        pass.release(mark);
    }

    private void read(long exact, long hits) {
        float[] values = pass.gpu().downloadFloats(exact, kept.length);
        for (int i = 0; i < kept.length; i++) {
            losses[kept[i]] = values[i];
            sum += values[i];
        }
        correct = Arrays.stream(pass.gpu().downloadInts(hits, kept.length)).sum();
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
        return correct;
    }

    @Override
    public Tensor backward(double scale) {
        once.go();
        float factor = (float) scale;
        add(factor, unscaled.weight(), gradients.weight(), weightCount());
        add(factor, unscaled.bias(), gradients.bias(), head.vocabulary());
        add(factor, unscaled.a(), gradients.a(), (long) rank() * head.layer().inputs());
        add(factor, unscaled.b(), gradients.b(), (long) rank() * head.vocabulary());
        add(factor, unscaled.magnitude(), gradients.magnitude(), head.vocabulary());
        CudaTensor gradient = pass.take(hidden.rows(), hidden.columns());
        pass.gpu().clear(gradient.address(), gradient.count());
        RowGroups groups = RowGroups.of(kept);
        pass.scatter(keptGradient, groups, factor, hidden.columns(), gradient.address());
        return gradient;
    }

    private void add(float factor, long from, long to, long count) {
        if (to != 0) {
            pass.kernel("elements", "add_scaled").overElements(count, to, from, factor, count);
        }
    }
}
