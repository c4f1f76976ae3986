package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * LoRA beside a weight that is multiplied in bfloat16, its products in bfloat16 too: y += s·u·Bᵀ with u = d·Aᵀ and d the
 * input after dropout. Back, v = s·dy·B, dx += drop(v·A), dA = vᵀ·d and dB = s·dyᵀ·u. Sums and gradients are float32.
 */
final class NarrowAdapter {
    /** Columns of a gradient that are made together. */
    private static final int COLUMNS = 128;

    private final OpenPass pass;
    private final WorkerPool pool;
    private final int rows;
    private final int rank;
    private final int inputs;
    private final int outputs;
    private final float scale;
    private final Matrix wideA;
    private final Matrix wideB;
    private final @Nullable DropoutRows dropout;
    private final Bfloat16Matrix u;
    /** A, s·B and v in the pass's scratch, while the layer works. */
    private Bfloat16Matrix a;

    private Bfloat16Matrix b;
    private Bfloat16Matrix v;

    /** Takes u from the pass's memory, for the backward pass. */
    NarrowAdapter(OpenPass pass, Linear.Adapter adapter, int rows, int @Nullable [] places) {
        this.pass = pass;
        this.rows = rows;
        pool = pass.pool();
        rank = adapter.a().rows();
        inputs = adapter.a().columns();
        outputs = adapter.b().rows();
        scale = adapter.scale();
        wideA = ((NativeParameter) adapter.a()).values(pass);
        wideB = ((NativeParameter) adapter.b()).values(pass);
        Dropout drops = pass.training() ? adapter.dropout() : null;
        dropout = drops == null ? null : new DropoutRows(drops, pass.seed(), inputs, places);
        u = Bfloat16Matrix.take(pass, rows, rank);
        a = u;
        b = u;
        v = u;
    }

    /** Whether the input is read as float32 too. */
    boolean drops() {
        return dropout != null;
    }

    /** Makes u. */
    void forward(Operand x) {
        a = Bfloat16Matrix.of(pass, wideA);
        b = Bfloat16Matrix.of(pass, wideB, scale);
        long mark = pass.workspace().mark();
        low(dropped(x), inputs, a, true, u);
        pass.workspace().release(mark);
    }

    /** The input after dropout; scratch, unless nothing is dropped. */
    private Bfloat16Matrix dropped(Operand x) {
        if (dropout == null) {
            return x.narrow();
        }
        Matrix d = pass.take(rows, inputs);
        dropout.drop(pool, x.wide(), d);
        return Bfloat16Matrix.of(pass, d);
    }

    /** to [rows, rank] = from · factorᵀ, or from · factor. */
    private void low(Bfloat16Matrix from, int depth, Bfloat16Matrix factor, boolean transposed, Bfloat16Matrix to) {
        pool.run((rows + Tiles.ROWS - 1) / Tiles.ROWS, (item, worker) -> {
            int row = item * Tiles.ROWS;
            int count = Math.min(Tiles.ROWS, rows - row);
            int stride = transposed ? depth : rank;
            ByteBuffer sums = worker.scratch(0, (long) count * rank);
            worker.gemm.narrow(
                    new MatmulPrimitive.Shape(count, rank, depth, depth, stride, rank, transposed, false, true),
                    from.address(row),
                    factor.address(),
                    worker.scratchAddress(0, (long) count * rank));
            Bfloat16.narrow(sums, 0, to.data(), to.offset(row), count * rank);
        });
    }

    /** Adds s·u·Bᵀ to a tile of the output. */
    void add(WorkerScratch worker, int row, int count, int column, int columns, long target, int stride) {
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(count, columns, rank, rank, rank, stride, true, true, true),
                u.address(row),
                b.address(column),
                target);
    }

    /** Makes v. */
    void back(Operand dy) {
        a = Bfloat16Matrix.of(pass, wideA);
        b = Bfloat16Matrix.of(pass, wideB, scale);
        v = Bfloat16Matrix.take(pass, rows, rank);
        low(dy.narrow(), outputs, b, false, v);
    }

    /** Adds drop(v·A) to a tile of the input's gradient. With dropout, scratch 0 is overwritten. */
    void addBack(
            WorkerScratch worker,
            int row,
            int count,
            int column,
            int columns,
            ByteBuffer target,
            int offset,
            long address,
            int stride) {
        long first = a.address() + (long) column * Bfloat16.BYTES;
        if (dropout == null) {
            worker.gemm.narrow(
                    new MatmulPrimitive.Shape(count, columns, rank, rank, inputs, stride, false, true, true),
                    v.address(row),
                    first,
                    address);
            return;
        }
        long floats = (long) count * columns;
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(count, columns, rank, rank, inputs, columns, false, false, true),
                v.address(row),
                first,
                worker.scratchAddress(0, floats));
        ByteBuffer through = worker.scratch(0, floats);
        for (int i = 0; i < count; i++) {
            dropout.addKept(
                    row + i,
                    column,
                    columns,
                    through,
                    i * columns * Float.BYTES,
                    target,
                    offset + i * stride * Float.BYTES);
        }
    }

    /** Adds to the gradients of A and B, after {@link #back}. */
    void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        if (rows == 0) {
            return;
        }
        long mark = pass.workspace().mark();
        if (gradients.a() != null && x != null) {
            Matrix sum = gradients.a();
            times(v.transposed(pass), dropped(x), inputs, (worker, column, columns, product) -> {
                for (int r = 0; r < rank; r++) {
                    Vectors.addScaled(
                            1f,
                            product,
                            r * columns * Float.BYTES,
                            sum.data,
                            sum.offset(r) + column * Float.BYTES,
                            columns);
                }
            });
        }
        if (gradients.b() != null) {
            Matrix sum = gradients.b();
            times(u.transposed(pass), dy.narrow(), outputs, (worker, column, columns, product) -> {
                for (int j = 0; j < columns; j++) {
                    for (int r = 0; r < rank; r++) {
                        int at = sum.offset(column + j) + r * Float.BYTES;
                        float part = scale * product.getFloat((r * columns + j) * Float.BYTES);
                        sum.data.putFloat(at, sum.data.getFloat(at) + part);
                    }
                }
            });
        }
        pass.workspace().release(mark);
    }

    /** What is done with some columns of a product [rank, columns]. */
    private interface Part {
        void run(WorkerScratch worker, int column, int columns, ByteBuffer product);
    }

    /** low [rank, rows] · wide [rows, width], some columns at a time. */
    private void times(Bfloat16Matrix low, Bfloat16Matrix wide, int width, Part part) {
        pool.run((width + COLUMNS - 1) / COLUMNS, (item, worker) -> {
            int column = item * COLUMNS;
            int columns = Math.min(COLUMNS, width - column);
            long floats = (long) rank * columns;
            worker.gemm.narrow(
                    new MatmulPrimitive.Shape(rank, columns, rows, rows, width, columns, false, false, true),
                    low.address(),
                    wide.address() + (long) column * Bfloat16.BYTES,
                    worker.scratchAddress(0, floats));
            part.run(worker, column, columns, worker.scratch(0, floats));
        });
    }
}
