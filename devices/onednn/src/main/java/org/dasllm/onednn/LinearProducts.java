package org.dasllm.onednn;

import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer's products, y = x·Wᵀ + b + s·u·Bᵀ with u = x·Aᵀ, and back: dx = dy·W + v·A with v = s·dy·B. Each tile of a
 * result is begun with what it is to be added to, and finished by one thread while it is in that core's cache.
 */
final class LinearProducts {
    private LinearProducts() {}

    /** Where the weights' gradients are added up; null where they are not wanted. */
    record Gradients(
            @Nullable Matrix weight,
            @Nullable Matrix bias,
            @Nullable Matrix a,
            @Nullable Matrix b) {

        static Gradients of(Linear layer) {
            Linear.Adapter adapter = layer.adapter();
            return new Gradients(
                    gradient(layer.weight()),
                    layer.bias() == null ? null : gradient(layer.bias()),
                    adapter == null ? null : gradient(adapter.a()),
                    adapter == null ? null : gradient(adapter.b()));
        }

        private static @Nullable Matrix gradient(org.dasllm.tensor.Parameter parameter) {
            return ((NativeParameter) parameter).gradient;
        }
    }

    static Matrix values(org.dasllm.tensor.Parameter parameter) {
        return ((NativeParameter) parameter).values;
    }

    /**
     * Writes y.
     *
     * @param u [rows, rank], written; null without an adapter
     */
    static void forward(
            WorkerPool pool, Matrix x, Linear layer, @Nullable Matrix residual, Matrix y, @Nullable Matrix u) {
        Matrix w = values(layer.weight());
        Matrix bias = layer.bias() == null ? null : values(layer.bias());
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null && u != null) {
            timesTransposed(pool, x, values(adapter.a()), u);
        }
        boolean sum = bias != null || residual != null;
        int inner = x.columns();
        Tiles tiles = Tiles.of(y.rows(), y.columns(), inner);
        pool.run(tiles.count(), (tile, lane) -> {
            int row = tiles.firstRow(tile);
            int column = tiles.firstColumn(tile);
            int rows = tiles.rowCount(tile);
            int columns = tiles.columnCount(tile);
            int shift = column * Float.BYTES;
            begin(y, residual, bias, row, rows, shift, columns);
            long target = y.address(row) + shift;
            lane.gemm.tile(
                    rows, columns, inner, x.address(row), inner, w.address(column), inner, sum, target, y.columns());
            if (adapter != null && u != null) {
                Matrix b = values(adapter.b());
                int rank = b.columns();
                lane.gemm.timesTransposed(
                        rows,
                        columns,
                        rank,
                        adapter.scale(),
                        u.address(row),
                        rank,
                        b.address(column),
                        rank,
                        1f,
                        target,
                        y.columns());
            }
        });
    }

    /** Fills a tile of y with residual + bias. */
    private static void begin(
            Matrix y, @Nullable Matrix residual, @Nullable Matrix bias, int first, int rows, int shift, int columns) {
        if (residual == null && bias == null) {
            return;
        }
        for (int row = first; row < first + rows; row++) {
            int at = y.offset(row) + shift;
            if (residual != null) {
                Vectors.copy(residual.data, at, y.data, at, columns);
                if (bias != null) {
                    Vectors.addScaled(1f, bias.data, shift, y.data, at, columns);
                }
            } else if (bias != null) {
                Vectors.copy(bias.data, shift, y.data, at, columns);
            }
        }
    }

    /**
     * Writes dx and adds to the gradients.
     *
     * @param u what the forward wrote; null without an adapter
     * @param v [rows, rank], scratch; null without an adapter
     */
    static void backward(
            WorkerPool pool,
            Matrix dy,
            Matrix x,
            @Nullable Matrix u,
            @Nullable Matrix v,
            Linear layer,
            Matrix dx,
            Gradients gradients) {
        Linear.Adapter adapter = layer.adapter();
        if (adapter != null && v != null) {
            times(pool, dy, values(adapter.b()), adapter.scale(), v, null, null);
            times(pool, dy, values(layer.weight()), 1f, dx, v, values(adapter.a()));
        } else {
            times(pool, dy, values(layer.weight()), 1f, dx, null, null);
        }
        if (gradients.weight() != null) {
            addTransposedTimes(pool, dy, x, 1f, gradients.weight());
        }
        if (gradients.bias() != null) {
            Kernels.addColumnSums(pool, dy, gradients.bias());
        }
        if (gradients.a() != null && v != null) {
            addTransposedTimes(pool, v, x, 1f, gradients.a());
        }
        if (adapter != null && gradients.b() != null && u != null) {
            addTransposedTimes(pool, dy, u, adapter.scale(), gradients.b());
        }
    }

    /** c = a · bᵀ. */
    private static void timesTransposed(WorkerPool pool, Matrix a, Matrix b, Matrix c) {
        int inner = a.columns();
        Tiles tiles = Tiles.of(c.rows(), c.columns(), inner);
        pool.run(
                tiles.count(),
                (tile, lane) -> lane.gemm.timesTransposed(
                        tiles.rowCount(tile),
                        tiles.columnCount(tile),
                        inner,
                        1f,
                        a.address(tiles.firstRow(tile)),
                        inner,
                        b.address(tiles.firstColumn(tile)),
                        inner,
                        0f,
                        c.address(tiles.firstRow(tile)) + (long) tiles.firstColumn(tile) * Float.BYTES,
                        c.columns()));
    }

    /** c = scale · a · b, plus a2 · b2 where they are given. */
    private static void times(
            WorkerPool pool, Matrix a, Matrix b, float scale, Matrix c, @Nullable Matrix a2, @Nullable Matrix b2) {
        int inner = a.columns();
        Tiles tiles = Tiles.of(c.rows(), c.columns(), inner);
        pool.run(tiles.count(), (tile, lane) -> {
            int row = tiles.firstRow(tile);
            int rows = tiles.rowCount(tile);
            int columns = tiles.columnCount(tile);
            long shift = (long) tiles.firstColumn(tile) * Float.BYTES;
            long target = c.address(row) + shift;
            lane.gemm.times(
                    rows,
                    columns,
                    inner,
                    scale,
                    a.address(row),
                    inner,
                    b.address + shift,
                    b.columns(),
                    0f,
                    target,
                    c.columns());
            if (a2 != null && b2 != null) {
                lane.gemm.times(
                        rows,
                        columns,
                        a2.columns(),
                        1f,
                        a2.address(row),
                        a2.columns(),
                        b2.address + shift,
                        b2.columns(),
                        1f,
                        target,
                        c.columns());
            }
        });
    }

    /** c += scale · aᵀ · b. */
    private static void addTransposedTimes(WorkerPool pool, Matrix a, Matrix b, float scale, Matrix c) {
        int inner = a.rows();
        Tiles tiles = Tiles.of(c.rows(), c.columns(), inner);
        pool.run(tiles.count(), (tile, lane) -> {
            long shift = (long) tiles.firstColumn(tile) * Float.BYTES;
            lane.gemm.transposedTimes(
                    tiles.rowCount(tile),
                    tiles.columnCount(tile),
                    inner,
                    scale,
                    a.address + (long) tiles.firstRow(tile) * Float.BYTES,
                    a.columns(),
                    b.address + shift,
                    b.columns(),
                    1f,
                    c.address(tiles.firstRow(tile)) + shift,
                    c.columns());
        });
    }
}
