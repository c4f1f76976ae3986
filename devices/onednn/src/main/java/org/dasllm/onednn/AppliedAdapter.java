package org.dasllm.onednn;

import java.nio.ByteBuffer;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer's product with its weight and its adapter together; see {@link Linear.Adapter}. With d the input after
 * dropout, u = d·Aᵀ and z = d·Wᵀ + s·u·Bᵀ, plain LoRA is x·Wᵀ + s·u·Bᵀ and DoRA is (x − d)·Wᵀ + g∘z.
 *
 * <p>Back, with h = g∘dy, or dy: v = s·h·B, dA = vᵀ·d, dB = s·hᵀ·u, dx = dy·W + drop(((g − 1)∘dy)·W + v·A), and for the
 * magnitude Σ dy∘z / ‖W + s·B·A‖.
 */
final class AppliedAdapter {
    private final OneDnnPass pass;
    private final WorkerPool pool;
    private final Matrix x;
    private final Factor weight;
    private final Matrix a;
    private final Matrix b;
    private final float scale;
    private final @Nullable Gains gains;
    private final boolean learnsMagnitude;
    private final @Nullable DropoutRows dropout;
    private @Nullable Matrix u;
    private @Nullable Matrix z;

    AppliedAdapter(OneDnnPass pass, Linear layer, Linear.Adapter adapter, Matrix x, int @Nullable [] places) {
        this.pass = pass;
        this.pool = pass.pool();
        this.x = x;
        weight = ((NativeParameter) layer.weight()).factor();
        a = ((NativeParameter) adapter.a()).values(pass);
        b = ((NativeParameter) adapter.b()).values(pass);
        scale = adapter.scale();
        gains = Gains.of(pass, layer, adapter);
        learnsMagnitude = adapter.magnitude() != null && adapter.magnitude().trainable();
        Dropout drops = pass.training() ? adapter.dropout() : null;
        dropout = drops == null ? null : new DropoutRows(drops, pass.seed(), x.columns(), places);
    }

    private int rank() {
        return a.rows();
    }

    /** The input after dropout; scratch, unless nothing is dropped. */
    private Matrix dropped() {
        if (dropout == null) {
            return x;
        }
        Matrix d = pass.take(x.rows(), x.columns());
        dropout.drop(pool, x, d);
        return d;
    }

    void forward(Matrix y, boolean add, TileWork begin) {
        Matrix low = pass.take(x.rows(), rank());
        u = low;
        if (gains != null && learnsMagnitude) {
            z = pass.take(y.rows(), y.columns());
        }
        long mark = pass.workspace().mark();
        Matrix d = dropped();
        Products.timesTransposed(pool, d, a, low);
        if (gains == null) {
            weight.timesTransposed(pass, x, y, add, begin, addLowRank(low, y));
        } else {
            Matrix directions = z == null ? pass.take(y.rows(), y.columns()) : z;
            if (dropout != null) {
                Matrix rest = pass.take(x.rows(), x.columns());
                Kernels.subtract(pool, x, d, rest);
                weight.timesTransposed(pass, rest, y, add, begin, TileWork.NOTHING);
            }
            boolean begun = add || dropout != null;
            TileWork lowRank = addLowRank(low, directions);
            Matrix g = gains.values();
            weight.timesTransposed(pass, d, directions, false, TileWork.NOTHING, (lane, row, rows, column, columns) -> {
                lowRank.run(lane, row, rows, column, columns);
                if (dropout == null) {
                    begin.run(lane, row, rows, column, columns);
                }
                for (int i = row; i < row + rows; i++) {
                    int at = y.offset(i) + column * Float.BYTES;
                    ColumnScale.run(g.data, column * Float.BYTES, 0f, directions.data, at, y.data, at, columns, begun);
                }
            });
        }
        pass.workspace().release(mark);
    }

    /** target += s·u·Bᵀ. */
    private TileWork addLowRank(Matrix low, Matrix target) {
        return (lane, row, rows, column, columns) -> lane.gemm.timesTransposed(
                rows,
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

    /** Writes dx, or adds to it, and adds to the adapter's gradients, and to the weight's what only DoRA adds. */
    void backward(Matrix dy, Matrix dx, boolean add, Gradients gradients) {
        long mark = pass.workspace().mark();
        Matrix d = dropped();
        Matrix h = dy;
        Matrix rest = null;
        if (gains != null) {
            h = scaled(dy, gains.values(), 0f);
            if (dropout != null || gradients.weight() != null) {
                rest = scaled(dy, gains.values(), -1f);
            }
        }
        Matrix v = pass.take(x.rows(), rank());
        Products.times(pool, h, b, scale, v, false, TileWork.NOTHING);
        if (dropout == null) {
            weight.times(pass, h, dx, add, (lane, row, rows, column, columns) -> {
                long target = dx.address(row) + (long) column * Float.BYTES;
                addThroughA(lane, v, row, rows, column, columns, 1f, target, dx.columns());
            });
        } else if (rest == null) {
            weight.times(pass, dy, dx, add, (lane, row, rows, column, columns) -> {
                long floats = (long) rows * columns;
                addThroughA(lane, v, row, rows, column, columns, 0f, lane.scratchAddress(0, floats), columns);
                addKept(lane.scratch(0, floats), 0, columns * Float.BYTES, dx, row, rows, column, columns);
            });
        } else {
            Matrix dd = pass.take(x.rows(), x.columns());
            weight.times(pass, dy, dx, add, TileWork.NOTHING);
            weight.times(pass, rest, dd, false, (lane, row, rows, column, columns) -> {
                int at = dd.offset(row) + column * Float.BYTES;
                addThroughA(lane, v, row, rows, column, columns, 1f, dd.address + at, dd.columns());
                addKept(dd.data, at, dd.columns() * Float.BYTES, dx, row, rows, column, columns);
            });
        }
        if (gradients.a() != null) {
            Products.addTransposedTimes(pool, v, d, 1f, gradients.a());
        }
        if (gradients.b() != null && u != null) {
            Products.addTransposedTimes(pool, h, u, scale, gradients.b());
        }
        if (gradients.weight() != null && rest != null) {
            Products.addTransposedTimes(pool, rest, d, 1f, gradients.weight());
        }
        if (gradients.magnitude() != null && gains != null && z != null) {
            gains.addGradient(pool, dy, z, gradients.magnitude());
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
            Lane lane, Matrix v, int row, int rows, int column, int columns, float beta, long target, int stride) {
        lane.gemm.times(
                rows,
                columns,
                rank(),
                1f,
                v.address(row),
                rank(),
                a.address + (long) column * Float.BYTES,
                a.columns(),
                beta,
                target,
                stride);
    }

    private void addKept(ByteBuffer from, int offset, int step, Matrix dx, int row, int rows, int column, int columns) {
        if (dropout == null) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            int at = dx.offset(row + i) + column * Float.BYTES;
            dropout.addKept(row + i, column, columns, from, offset + i * step, dx.data, at);
        }
    }
}
