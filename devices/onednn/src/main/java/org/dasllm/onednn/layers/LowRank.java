package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Products;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's s·u·Bᵀ in float32, with u = d·Aᵀ and d the input after dropout. Backward, of what comes to it, h: v = s·h·B, and
 * the input's gradient is v·A, dA = vᵀ·d, dB = s·hᵀ·u.
 */
final class LowRank {
    private final OpenPass pass;
    private final WorkerPool pool;
    private final int rows;
    private final Matrix a;
    private final Matrix b;
    private final float scale;
    /** Kept for the backward pass; null where there is none. */
    private final @Nullable Matrix u;
    /** In the pass's scratch, from {@link #backward} to {@link #gradients}. */
    private @Nullable Matrix h;

    private @Nullable Matrix v;

    /** In a training pass takes u from its memory. */
    LowRank(OpenPass pass, Linear.Adapter adapter, int rows) {
        this.pass = pass;
        this.pool = pass.pool();
        this.rows = rows;
        a = ((NativeParameter) adapter.a()).values(pass);
        b = ((NativeParameter) adapter.b()).values(pass);
        scale = adapter.scale();
        u = pass.training() ? pass.take(rows, rank()) : null;
    }

    private int rank() {
        return a.rows();
    }

    /** Makes u of d; what is returned adds s·u·Bᵀ to a tile of the target. */
    TileWork forward(Matrix d, Matrix target) {
        Matrix low = u == null ? pass.take(rows, rank()) : u;
        Products.timesTransposed(pool, d, a, low);
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

    /** Makes v of h, in the pass's scratch. */
    void backward(Matrix h) {
        this.h = h;
        v = pass.take(rows, rank());
        Products.times(pool, h, b, scale, v, false, TileWork.NOTHING);
    }

    /** What adds v·A to a tile of the target; after {@link #backward}. */
    TileWork addThroughA(Matrix target) {
        return (worker, row, count, column, columns) -> throughA(
                worker,
                row,
                count,
                column,
                columns,
                1f,
                target.address(row) + (long) column * Float.BYTES,
                target.columns());
    }

    /** A tile at an address = v·A, plus beta times what is there; after {@link #backward}. */
    void throughA(
            WorkerScratch worker, int row, int count, int column, int columns, float beta, long target, int stride) {
        worker.gemm.times(
                count,
                columns,
                rank(),
                1f,
                made(v).address(row),
                rank(),
                a.address + (long) column * Float.BYTES,
                a.columns(),
                beta,
                target,
                stride);
    }

    /**
     * Adds to the gradients of A and B; after {@link #backward}.
     *
     * @param d null where A's gradient is not wanted
     */
    void gradients(@Nullable Matrix d, Gradients gradients) {
        if (gradients.a() != null && d != null) {
            Products.addTransposedTimes(pool, made(v), d, 1f, gradients.a());
        }
        if (gradients.b() != null) {
            Products.addTransposedTimes(pool, made(h), made(u), scale, gradients.b());
        }
    }

    private static Matrix made(@Nullable Matrix matrix) {
        if (matrix == null) {
            throw new IllegalStateException("The gradients of an adapter before its input's");
        }
        return matrix;
    }
}
