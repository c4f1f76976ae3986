package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.RmsNorm;
import org.jspecify.annotations.Nullable;

/**
 * RMSNorm (arXiv:1910.07467) of every group of n columns: y = x · q · w with q = 1/√(mean(x²) + ε) and w the offset plus the
 * weight. With g = dy · w the gradients are dx = q · g − x · q³/n · Σ(g · x) and dw = Σ over the groups of dy · x · q. As
 * rows lie one behind the other, groups are rows of a narrower matrix.
 */
final class Norm {
    private static final int LEAST_GROUPS = 32;
    /** Columns of one piece at least, so that a piece of narrow groups is worth its call. */
    private static final int LEAST_COLUMNS = 8192;

    private final WorkerPool pool;
    private final NativeParameter parameter;
    private final Matrix input;
    private final ByteBuffer weight;
    private final float epsilon;
    private final float offset;
    private final int columns;
    private final int rowColumns;
    private final int piece;

    Norm(WorkerPool pool, RmsNorm norm, NativeParameter parameter, Matrix input) {
        this.pool = pool;
        this.parameter = parameter;
        this.input = narrow(input, parameter.columns());
        weight = parameter.values().data;
        epsilon = norm.epsilon();
        offset = norm.offset();
        columns = parameter.columns();
        rowColumns = input.columns();
        piece = Math.max(LEAST_GROUPS, LEAST_COLUMNS / columns);
    }

    private static Matrix narrow(Matrix matrix, int columns) {
        return matrix.reshaped(matrix.rows() * (matrix.columns() / columns), columns);
    }

    /** Groups of all rows. */
    int groups() {
        return input.rows();
    }

    /** Rows of the scratch that {@link #backward} makes the weight's gradient in. */
    int pieces() {
        return (groups() + piece - 1) / piece;
    }

    /** @param inverses [1, groups] takes q, for the backward */
    void forward(Operand output, @Nullable Matrix inverses) {
        if (output.writtenInC()) {
            narrowForward(output.narrow(), inverses);
            return;
        }
        int parts = rowColumns / columns;
        pool.run(pieces(), (item, worker) -> {
            ByteBuffer normed = worker.scratch(0, columns);
            int end = Math.min(groups(), (item + 1) * piece);
            for (int group = item * piece; group < end; group++) {
                int at = group * columns * Float.BYTES;
                float square = Vectors.dot(input.data, at, input.data, at, columns);
                float inverse = (float) (1.0 / Math.sqrt((double) square / columns + epsilon));
                if (inverses != null) {
                    inverses.data.putFloat(group * Float.BYTES, inverse);
                }
                scaleByWeight(inverse, input.data, at, normed);
                output.put(group / parts, group % parts * columns, columns, normed, 0);
            }
        });
    }

    private void narrowForward(Bfloat16Matrix output, @Nullable Matrix inverses) {
        long scale = parameter.values().address;
        pool.run(pieces(), (item, worker) -> {
            int first = item * piece;
            long at = (long) first * columns;
            NativeKernels.norm(
                    input.address + at * Float.BYTES,
                    Math.min(piece, groups() - first),
                    columns,
                    scale,
                    offset,
                    epsilon,
                    output.address() + at * Bfloat16.BYTES,
                    inverses == null ? 0 : inverses.address + (long) first * Float.BYTES);
        });
    }

    private void scaleByWeight(float factor, ByteBuffer x, int first, ByteBuffer y) {
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector w = Vectors.load(weight, at).add(offset);
            Vectors.store(Vectors.load(x, first + at).mul(factor).mul(w), y, at);
        }
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            y.putFloat(at, x.getFloat(first + at) * factor * (weight.getFloat(at) + offset));
        }
    }

    /**
     * Writes the input's gradient and adds to the weight's.
     *
     * @param partial [{@link #pieces}, columns of a group], scratch for the weight's gradient; null where it is not wanted
     */
    void backward(Matrix outputGradient, Matrix inverses, Matrix inputGradient, @Nullable Matrix partial) {
        ByteBuffer dy = outputGradient.data;
        ByteBuffer x = input.data;
        pool.run(pieces(), (item, worker) -> {
            if (partial != null) {
                Vectors.fill(partial.data, partial.offset(item), columns, 0f);
            }
            int end = Math.min(groups(), (item + 1) * piece);
            for (int group = item * piece; group < end; group++) {
                int at = group * columns * Float.BYTES;
                float q = inverses.data.getFloat(group * Float.BYTES);
                float back = q * q * q / columns * weightedDot(dy, x, at);
                inputGradient(dy, x, at, inputGradient.data, q, back);
                if (partial != null) {
                    addProduct(dy, x, at, q, partial.data, partial.offset(item));
                }
            }
        });
        if (partial != null) {
            Kernels.addColumnSums(pool, partial, parameter.trainableGradient());
        }
    }

    /** Σ dy · w · x of one group. */
    private float weightedDot(ByteBuffer dy, ByteBuffer x, int first) {
        FloatVector total = FloatVector.zero(Vectors.SPECIES);
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector w = Vectors.load(weight, at).add(offset);
            total = Vectors.load(dy, first + at).mul(w).fma(Vectors.load(x, first + at), total);
        }
        float sum = Vectors.sum(total);
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            sum += dy.getFloat(first + at) * (weight.getFloat(at) + offset) * x.getFloat(first + at);
        }
        return sum;
    }

    private void inputGradient(ByteBuffer dy, ByteBuffer x, int first, ByteBuffer dx, float q, float back) {
        FloatVector minus = FloatVector.broadcast(Vectors.SPECIES, -back);
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector w = Vectors.load(weight, at).add(offset);
            FloatVector g = Vectors.load(dy, first + at).mul(w).mul(q);
            Vectors.store(Vectors.load(x, first + at).fma(minus, g), dx, first + at);
        }
        for (; i < columns; i++) {
            int at = i * Float.BYTES;
            float g = dy.getFloat(first + at) * (weight.getFloat(at) + offset) * q;
            dx.putFloat(first + at, g - back * x.getFloat(first + at));
        }
    }

    /** target += dy · x · q. */
    private void addProduct(ByteBuffer dy, ByteBuffer x, int first, float q, ByteBuffer target, int targetOffset) {
        int i = 0;
        for (int end = Vectors.whole(columns); i < end; i += Vectors.LANES) {
            int at = i * Float.BYTES;
            FloatVector product = Vectors.load(dy, first + at)
                    .mul(q)
                    .fma(Vectors.load(x, first + at), Vectors.load(target, targetOffset + at));
            Vectors.store(product, target, targetOffset + at);
        }
        for (; i < columns; i++) {
            int at = targetOffset + i * Float.BYTES;
            int from = first + i * Float.BYTES;
            target.putFloat(at, target.getFloat(at) + dy.getFloat(from) * q * x.getFloat(from));
        }
    }
}
