package org.dasllm.onednn.weights;

import java.util.Arrays;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * DoRA's g = m / ‖W + s·B·A‖, one for every output; kept until one of the parameters changes. The square of a norm is ‖w‖² +
 * 2s·b·(A·w) + s²·b·(A·Aᵀ)·b for the rows w and b, so that W + s·B·A is never made.
 */
public final class Gains {
    private static final int ROWS = 64;

    /** What they were made from. */
    private record Source(NativeParameter weight, NativeParameter a, NativeParameter b, float scale, int[] versions) {
        boolean same(Source other) {
            return weight == other.weight
                    && a == other.a
                    && b == other.b
                    && scale == other.scale
                    && Arrays.equals(versions, other.versions);
        }
    }

    private final Source source;
    private final Matrix values;
    private final float[] inverseNorms;

    private Gains(Source source, Matrix values, float[] inverseNorms) {
        this.source = source;
        this.values = values;
        this.inverseNorms = inverseNorms;
    }

    /** Those of an adapter; null without a magnitude. */
    public static @Nullable Gains of(OpenPass pass, Linear layer, Linear.Adapter adapter) {
        if (!(adapter.magnitude() instanceof NativeParameter magnitude)) {
            return null;
        }
        NativeParameter weight = (NativeParameter) layer.weight();
        NativeParameter a = (NativeParameter) adapter.a();
        NativeParameter b = (NativeParameter) adapter.b();
        int[] versions = {weight.version(), a.version(), b.version(), magnitude.version()};
        Source source = new Source(weight, a, b, adapter.scale(), versions);
        Gains known = magnitude.gains;
        if (known != null && known.source.same(source)) {
            return known;
        }
        Gains made = make(pass, source, magnitude, known);
        magnitude.gains = made;
        return made;
    }

    private static Gains make(OpenPass pass, Source source, NativeParameter magnitude, @Nullable Gains known) {
        Factor weight = source.weight().factor();
        int rank = source.a().rows();
        int outputs = source.b().rows();
        float scale = source.scale();
        Matrix values = known == null ? Matrix.allocate(magnitude.memory(), 1, outputs) : known.values;
        float[] inverseNorms = new float[outputs];
        long mark = pass.workspace().mark();
        Matrix a = source.a().values(pass);
        Matrix b = source.b().values(pass);
        Matrix across = pass.take(rank, outputs);
        Matrix square = pass.take(rank, rank);
        weight.timesTransposed(pass, a, across, false, TileWork.NOTHING, TileWork.NOTHING);
        Products.timesTransposed(pass.pool(), a, a, square);
        float[] aw = across.read();
        float[] aa = square.read();
        pass.pool().run((outputs + ROWS - 1) / ROWS, (item, worker) -> {
            int columns = weight.columns();
            for (int j = item * ROWS; j < Math.min(outputs, (item + 1) * ROWS); j++) {
                var row = worker.scratch(0, columns);
                weight.widen(j, row, 0);
                double norm = Vectors.dot(row, 0, row, 0, columns);
                for (int r = 0; r < rank; r++) {
                    double inner = 2.0 * aw[r * outputs + j];
                    for (int q = 0; q < rank; q++) {
                        inner += (double) scale * aa[r * rank + q] * b.data.getFloat(b.offset(j) + q * Float.BYTES);
                    }
                    norm += scale * inner * b.data.getFloat(b.offset(j) + r * Float.BYTES);
                }
                inverseNorms[j] = (float) (1 / Math.sqrt(norm));
                float m = magnitude.values().data.getFloat(j * Float.BYTES);
                values.data.putFloat(j * Float.BYTES, (float) (m / Math.sqrt(norm)));
            }
        });
        pass.workspace().release(mark);
        return new Gains(source, values, inverseNorms);
    }

    /** g [1, outputs]. */
    public Matrix values() {
        return values;
    }

    /** gradient += Σ over the rows of dy∘z / ‖W + s·B·A‖. */
    public void addGradient(WorkerPool pool, Matrix dy, Matrix z, Matrix gradient) {
        Kernels.forEachColumnPiece(pool, dy.columns(), (first, count) -> {
            for (int j = first; j < first + count; j++) {
                double sum = 0;
                for (int row = 0; row < dy.rows(); row++) {
                    int at = dy.offset(row) + j * Float.BYTES;
                    sum += (double) dy.data.getFloat(at) * z.data.getFloat(at);
                }
                int at = j * Float.BYTES;
                gradient.data.putFloat(at, gradient.data.getFloat(at) + (float) (sum * inverseNorms[j]));
            }
        });
    }
}
