package org.dasllm.onednn;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * RMSNorm (arXiv:1910.07467): y = x · q · w with q = 1/√(mean(x²) + ε). With g = dy · w the gradients are dx = q · g −
 * x · q³/n · Σ(g · x) and dw = Σ over the rows of dy · x · q.
 */
final class Norm {
    private static final int ROWS = 32;

    private Norm() {}

    private static int pieces(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    /** @param inverses [1, rows] takes q, for the backward */
    static void forward(
            WorkerPool pool, Matrix input, Matrix weight, float epsilon, Matrix output, @Nullable Matrix inverses) {
        int columns = input.columns();
        pool.run(pieces(input.rows()), (item, lane) -> {
            int end = Math.min(input.rows(), (item + 1) * ROWS);
            for (int row = item * ROWS; row < end; row++) {
                int offset = input.offset(row);
                float square = Vectors.dot(input.data, offset, input.data, offset, columns);
                float inverse = (float) (1.0 / Math.sqrt((double) square / columns + epsilon));
                if (inverses != null) {
                    inverses.data.putFloat(row * Float.BYTES, inverse);
                }
                scaleByWeight(inverse, input.data, offset, weight.data, output.data, columns);
            }
        });
    }

    private static void scaleByWeight(
            float factor, ByteBuffer input, int offset, ByteBuffer weight, ByteBuffer output, int columns) {
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector y = Vectors.load(input, offset + at).mul(factor).mul(Vectors.load(weight, at));
            Vectors.store(y, output, offset + at);
        }
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            output.putFloat(offset + at, input.getFloat(offset + at) * factor * weight.getFloat(at));
        }
    }

    /**
     * Writes the input's gradient and adds to the weight's.
     *
     * @param partial [{@link #partialRows}, columns], scratch for the weight's gradient; null where it is not wanted
     */
    static void backward(
            WorkerPool pool,
            Matrix outputGradient,
            Matrix input,
            Matrix weight,
            Matrix inverses,
            Matrix inputGradient,
            @Nullable Matrix partial,
            @Nullable Matrix weightGradient) {
        int columns = input.columns();
        pool.run(pieces(input.rows()), (item, lane) -> {
            if (partial != null) {
                Vectors.fill(partial.data, partial.offset(item), columns, 0f);
            }
            int end = Math.min(input.rows(), (item + 1) * ROWS);
            for (int row = item * ROWS; row < end; row++) {
                int offset = input.offset(row);
                float q = inverses.data.getFloat(row * Float.BYTES);
                float dot = weightedDot(outputGradient.data, input.data, offset, weight.data, columns);
                float back = q * q * q / columns * dot;
                inputGradient(
                        outputGradient.data, input.data, offset, weight.data, inputGradient.data, q, back, columns);
                if (partial != null) {
                    addProduct(outputGradient.data, input.data, offset, q, partial.data, partial.offset(item), columns);
                }
            }
        });
        if (partial != null && weightGradient != null) {
            Kernels.addColumnSums(pool, partial, weightGradient);
        }
    }

    static int partialRows(int rows) {
        return pieces(rows);
    }

    /** Σ dy · w · x of one row. */
    private static float weightedDot(ByteBuffer dy, ByteBuffer x, int offset, ByteBuffer w, int columns) {
        FloatVector total = FloatVector.zero(Vectors.SPECIES);
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            total = Vectors.load(dy, offset + at).mul(Vectors.load(w, at)).fma(Vectors.load(x, offset + at), total);
        }
        float sum = Vectors.sum(total);
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            sum += dy.getFloat(offset + at) * w.getFloat(at) * x.getFloat(offset + at);
        }
        return sum;
    }

    private static void inputGradient(
            ByteBuffer dy, ByteBuffer x, int offset, ByteBuffer w, ByteBuffer dx, float q, float back, int columns) {
        FloatVector minus = FloatVector.broadcast(Vectors.SPECIES, -back);
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector g =
                    Vectors.load(dy, offset + at).mul(Vectors.load(w, at)).mul(q);
            Vectors.store(Vectors.load(x, offset + at).fma(minus, g), dx, offset + at);
        }
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            dx.putFloat(offset + at, dy.getFloat(offset + at) * w.getFloat(at) * q - back * x.getFloat(offset + at));
        }
    }

    /** target += dy · x · q. */
    private static void addProduct(
            ByteBuffer dy, ByteBuffer x, int offset, float q, ByteBuffer target, int targetOffset, int columns) {
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector product = Vectors.load(dy, offset + at)
                    .mul(q)
                    .fma(Vectors.load(x, offset + at), Vectors.load(target, targetOffset + at));
            Vectors.store(product, target, targetOffset + at);
        }
        for (; i < columns; i++) {
            int at = targetOffset + i * Float.BYTES;
            int from = offset + i * Float.BYTES;
            target.putFloat(at, target.getFloat(at) + dy.getFloat(from) * q * x.getFloat(from));
        }
    }
}
