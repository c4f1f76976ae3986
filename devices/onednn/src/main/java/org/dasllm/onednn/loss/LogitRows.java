package org.dasllm.onednn.loss;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.SoftmaxRows;
import org.dasllm.onednn.vectors.Vectors;

/**
 * Loops over rows of logits, as long as a vocabulary: by blocks that stay in the first-level cache, always of whole vectors;
 * a row's last few numbers are worked on in scratch.
 */
public final class LogitRows {
    /** Numbers that are added up in float32 before the sum goes on in float64. */
    private static final int BLOCK = 2048;

    private static final int ROWS = 8;

    private LogitRows() {}

    /** Work on whole vectors of a row. */
    public interface Work {
        void run(ByteBuffer data, int offset, int count);
    }

    /** Work on the same vectors of two rows. */
    public interface PairWork {
        void run(ByteBuffer x, int offsetX, ByteBuffer t, int offsetT, int count);
    }

    /** A sum in float64. */
    public static final class Total {
        public double value;
    }

    static void each(WorkerScratch worker, ByteBuffer data, int offset, int count, Work work) {
        int whole = Vectors.whole(count);
        for (int i = 0; i < whole; i += BLOCK) {
            work.run(data, offset + i * Float.BYTES, Math.min(BLOCK, whole - i));
        }
        if (whole < count) {
            ByteBuffer tail = worker.scratch(2, Vectors.LANES);
            int at = offset + whole * Float.BYTES;
            Vectors.fill(tail, 0, Vectors.LANES, SoftmaxRows.NOTHING);
            Vectors.copy(data, at, tail, 0, count - whole);
            work.run(tail, 0, Vectors.LANES);
            Vectors.copy(tail, 0, data, at, count - whole);
        }
    }

    static void each(
            WorkerScratch worker,
            ByteBuffer first,
            int offset1,
            ByteBuffer second,
            int offset2,
            int count,
            PairWork work) {
        int whole = Vectors.whole(count);
        for (int i = 0; i < whole; i += BLOCK) {
            int at = i * Float.BYTES;
            work.run(first, offset1 + at, second, offset2 + at, Math.min(BLOCK, whole - i));
        }
        if (whole < count) {
            ByteBuffer tail = worker.scratch(2, 2L * Vectors.LANES);
            int at = whole * Float.BYTES;
            Vectors.fill(tail, 0, 2 * Vectors.LANES, SoftmaxRows.NOTHING);
            Vectors.copy(first, offset1 + at, tail, 0, count - whole);
            Vectors.copy(second, offset2 + at, tail, Vectors.STEP, count - whole);
            work.run(tail, 0, tail, Vectors.STEP, Vectors.LANES);
            Vectors.copy(tail, 0, first, offset1 + at, count - whole);
            Vectors.copy(tail, Vectors.STEP, second, offset2 + at, count - whole);
        }
    }

    /** z ← cap · tanh(z / cap). */
    public static void cap(WorkerScratch worker, ByteBuffer data, int offset, int count, float cap) {
        each(worker, data, offset, count, (z, at, n) -> SoftmaxRows.cap(z, at, n, cap));
    }

    public static void cap(WorkerPool pool, Matrix logits, float cap) {
        pool.run((logits.rows() + ROWS - 1) / ROWS, (item, worker) -> {
            for (int row = item * ROWS; row < Math.min(logits.rows(), (item + 1) * ROWS); row++) {
                cap(worker, logits.data, logits.offset(row), logits.columns(), cap);
            }
        });
    }

    /** Σ e^(rate · (z − max)). */
    static double sumOfExponentials(
            WorkerScratch worker, ByteBuffer data, int offset, int count, float max, float rate) {
        Total total = new Total();
        each(worker, data, offset, count, (z, at, n) -> {
            FloatVector sum = FloatVector.zero(Vectors.SPECIES);
            for (int end = at + n * Float.BYTES, i = at; i < end; i += Vectors.STEP) {
                sum = sum.add(Vectors.exp(Vectors.load(z, i).sub(max).mul(rate)));
            }
            total.value += Vectors.sum(sum);
        });
        return total.value;
    }

    /** z ← a · e^(z − max) · slope, with the slope of the soft cap that made z. */
    public static void gradient(
            WorkerScratch worker, ByteBuffer data, int offset, int count, float max, float a, float softCap) {
        float inverse = 1f / softCap;
        each(worker, data, offset, count, (z, at, n) -> {
            for (int end = at + n * Float.BYTES, i = at; i < end; i += Vectors.STEP) {
                FloatVector x = Vectors.load(z, i);
                FloatVector p = Vectors.exp(x.sub(max)).mul(a);
                Vectors.store(p.mul(slope(x, inverse)), z, i);
            }
        });
    }

    /** 1 − (z / cap)²; without a cap, of which the inverse is 0, exactly 1. */
    static FloatVector slope(FloatVector z, float inverseCap) {
        FloatVector t = z.mul(inverseCap);
        return FloatVector.broadcast(Vectors.SPECIES, 1f).sub(t.mul(t));
    }

    static double slope(float z, float softCap) {
        double t = z / (double) softCap;
        return 1 - t * t;
    }

    /** Adds to one number of a row. */
    public static void add(ByteBuffer data, int offset, int token, double value) {
        int at = offset + token * Float.BYTES;
        data.putFloat(at, (float) (data.getFloat(at) + value));
    }
}
