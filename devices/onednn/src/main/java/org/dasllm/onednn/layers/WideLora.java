package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.products.ColumnScale;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.Kernels;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gains;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer's product with its weight and its adapter together; see {@link Linear.Adapter}. With d the input after
 * dropout, u = d·Aᵀ and z = d·Wᵀ + s·u·Bᵀ, plain LoRA is x·Wᵀ + s·u·Bᵀ and DoRA is (x − d)·Wᵀ + g∘z.
 *
 * <p>Backward, with h = g∘dy, or dy: v = s·h·B, dA = vᵀ·d, dB = s·hᵀ·u, dx = dy·W + drop(((g − 1)∘dy)·W + v·A), and for the
 * magnitude Σ dy∘z / ‖W + s·B·A‖.
 */
final class AppliedAdapter implements LinearProducts {
    private final OpenPass pass;
    private final WorkerPool pool;
    private final int rows;
    private final Factor weight;
    private final Matrix a;
    private final Matrix b;
    private final float scale;
    private final @Nullable Gains gains;
    private final boolean learnsMagnitude;
    private final @Nullable DropoutRows dropout;
    private @Nullable Matrix u;
    private @Nullable Matrix z;
    /** g∘dy, (g − 1)∘dy and v in the pass's scratch, from {@link #times} to {@link #gradients}. */
    private @Nullable Matrix h;

    private @Nullable Matrix rest;
    private @Nullable Matrix v;

    /** In a training pass takes u and z from its memory, for the backward pass. */
    AppliedAdapter(OpenPass pass, Linear layer, Linear.Adapter adapter, int rows, int @Nullable [] places) {
        this.pass = pass;
        this.pool = pass.pool();
        this.rows = rows;
        weight = ((NativeParameter) layer.weight()).factor();
        a = ((NativeParameter) adapter.a()).values(pass);
        b = ((NativeParameter) adapter.b()).values(pass);
        scale = adapter.scale();
        gains = Gains.of(pass, layer, adapter);
        learnsMagnitude = adapter.magnitude() != null && adapter.magnitude().trainable();
        Dropout drops = pass.training() ? adapter.dropout() : null;
        dropout = drops == null ? null : new DropoutRows(drops, pass.seed(), weight.columns(), places);
        if (pass.training()) {
            u = pass.take(rows, rank());
            z = gains != null && learnsMagnitude ? pass.take(rows, weight.rows()) : null;
        }
    }

    private int rank() {
        return a.rows();
    }

    /** The input after dropout; scratch, unless nothing is dropped. */
    private Matrix dropped(Matrix x) {
        if (dropout == null) {
            return x;
        }
        Matrix d = pass.take(x.rows(), x.columns());
        dropout.drop(pool, x, d);
        return d;
    }

    @Override
    public Reading input() {
        return Reading.WIDE;
    }

    @Override
    public Reading gradient(Gradients gradients) {
        return Reading.WIDE;
    }

    @Override
    public void forward(Operand input, Matrix y, boolean add, TileWork begin) {
        Matrix x = input.wide();
        long mark = pass.workspace().mark();
        Matrix low = u == null ? pass.take(rows, rank()) : u;
        Matrix d = dropped(x);
        Products.timesTransposed(pool, d, a, low);
        if (gains == null) {
            weight.timesTransposed(pass, x, y, add, begin, addLowRank(low, y));
        } else {
            Matrix directions = z == null ? pass.take(y.rows(), y.columns()) : z;
            if (dropout != null) {
                Matrix undropped = pass.take(rows, x.columns());
                Kernels.subtract(pool, x, d, undropped);
                weight.timesTransposed(pass, undropped, y, add, begin, TileWork.NOTHING);
            }
            boolean begun = add || dropout != null;
            TileWork lowRank = addLowRank(low, directions);
            Matrix g = gains.values();
            weight.timesTransposed(
                    pass, d, directions, false, TileWork.NOTHING, (worker, row, count, column, columns) -> {
                        lowRank.run(worker, row, count, column, columns);
                        if (dropout == null) {
                            begin.run(worker, row, count, column, columns);
                        }
                        for (int i = row; i < row + count; i++) {
                            int at = y.offset(i) + column * Float.BYTES;
                            ColumnScale.run(
                                    g.data, column * Float.BYTES, 0f, directions.data, at, y.data, at, columns, begun);
                        }
                    });
        }
        pass.workspace().release(mark);
    }

    /** target += s·u·Bᵀ. */
    private TileWork addLowRank(Matrix low, Matrix target) {
        return (worker, row, count, column, columns) -> worker.gemm.timesTransposed(
                count,
                columns,
                rank(),
                scale,
                low.address(row),
                rank(),
                b.address(column),
                rank(),
                1f,
                target.address(row) + (long) column * Float.BYTES,
                target.columns());
    }

    /** Writes dx, or adds to it; leaves in scratch what the gradients are made of. */
    @Override
    public void times(Operand gradient, Matrix dx, boolean add, Gradients gradients) {
        Matrix dy = gradient.wide();
        Matrix scaled = gains == null ? dy : scaled(dy, gains.values(), 0f);
        Matrix beyond = gains != null && (dropout != null || gradients.weight() != null)
                ? scaled(dy, gains.values(), -1f)
                : null;
        Matrix low = pass.take(rows, rank());
        h = scaled;
        rest = beyond;
        v = low;
        Products.times(pool, scaled, b, scale, low, false, TileWork.NOTHING);
        if (dropout == null) {
            weight.times(pass, scaled, dx, add, (worker, row, count, column, columns) -> {
                long target = dx.address(row) + (long) column * Float.BYTES;
                addThroughA(worker, low, row, count, column, columns, 1f, target, dx.columns());
            });
        } else if (beyond == null) {
            weight.times(pass, dy, dx, add, (worker, row, count, column, columns) -> {
                long floats = (long) count * columns;
                addThroughA(worker, low, row, count, column, columns, 0f, worker.scratchAddress(0, floats), columns);
                addKept(worker.scratch(0, floats), 0, columns * Float.BYTES, dx, row, count, column, columns);
            });
        } else {
            weight.times(pass, dy, dx, add, TileWork.NOTHING);
            long mark = pass.workspace().mark();
            Matrix dd = pass.take(rows, dx.columns());
            weight.times(pass, beyond, dd, false, (worker, row, count, column, columns) -> {
                int at = dd.offset(row) + column * Float.BYTES;
                addThroughA(worker, low, row, count, column, columns, 1f, dd.address + at, dd.columns());
                addKept(dd.data, at, dd.columns() * Float.BYTES, dx, row, count, column, columns);
            });
            pass.workspace().release(mark);
        }
    }

    /** Adds to the adapter's gradients, and to the weight's what only DoRA adds; after {@link #times}. */
    @Override
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        if (h == null || v == null || u == null) {
            throw new IllegalStateException("The gradients of an adapter before its input's");
        }
        long mark = pass.workspace().mark();
        if (x != null && (gradients.a() != null || (gradients.weight() != null && rest != null))) {
            Matrix d = dropped(x.wide());
            if (gradients.a() != null) {
                Products.addTransposedTimes(pool, v, d, 1f, gradients.a());
            }
            if (gradients.weight() != null && rest != null) {
                Products.addTransposedTimes(pool, rest, d, 1f, gradients.weight());
            }
        }
        if (gradients.b() != null) {
            Products.addTransposedTimes(pool, h, u, scale, gradients.b());
        }
        if (gradients.magnitude() != null && gains != null && z != null) {
            gains.addGradient(pool, dy.wide(), z, gradients.magnitude());
        }
        pass.workspace().release(mark);
    }

    private Matrix scaled(Matrix dy, Matrix g, float shift) {
        Matrix scaled = pass.take(dy.rows(), dy.columns());
        ColumnScale.run(pool, g, shift, dy, scaled);
        return scaled;
    }

    /** target = v·A, plus beta · target. */
    private void addThroughA(
            WorkerScratch worker,
            Matrix low,
            int row,
            int count,
            int column,
            int columns,
            float beta,
            long target,
            int stride) {
        worker.gemm.times(
                count,
                columns,
                rank(),
                1f,
                low.address(row),
                rank(),
                a.address + (long) column * Float.BYTES,
                a.columns(),
                beta,
                target,
                stride);
    }

    private void addKept(
            ByteBuffer from, int offset, int step, Matrix dx, int row, int count, int column, int columns) {
        if (dropout == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int at = dx.offset(row + i) + column * Float.BYTES;
            dropout.addKept(row + i, column, columns, from, offset + i * step, dx.data, at);
        }
    }
}
