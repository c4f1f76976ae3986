package org.dasllm.onednn.layers;

import java.nio.ByteBuffer;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.onednn.vectors.Vectors;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NativeParameter;
import org.dasllm.tensor.Linear;
import org.jspecify.annotations.Nullable;

/**
 * LoRA beside a weight that is multiplied in bfloat16, its products in bfloat16 too: y += s·u·Bᵀ with u = d·Aᵀ and d the
 * input, or what {@link DroppingNarrowLora} leaves of it. Backward, v = s·dy·B, dx += v·A, dA = vᵀ·d and dB = s·dyᵀ·u. Sums and
 * gradients are float32.
 */
sealed class NarrowLora implements NarrowAdapter permits DroppingNarrowLora {
    /** Columns of a gradient that are made together. */
    private static final int COLUMNS = NativeKernels.PANELS ? NativeKernels.PANEL : 128;

    /** Rows of u and v that are made together. */
    private static final int ROWS = NativeKernels.PANELS ? Tiles.ROWS / 2 : Tiles.ROWS;

    private final OpenPass pass;
    private final WorkerPool pool;
    private final int rows;
    private final int rank;
    private final int inputs;
    private final int outputs;
    private final float scale;
    private final Matrix wideA;
    private final Matrix wideB;
    private final Bfloat16Matrix u;
    /** A, s·B and v in the pass's scratch, while the layer works. */
    private Bfloat16Matrix a;

    private Bfloat16Matrix b;
    private Bfloat16Matrix v;

    /** Takes u from the pass's memory, for the backward pass. */
    NarrowLora(OpenPass pass, Linear.Adapter adapter, int rows) {
        this.pass = pass;
        this.rows = rows;
        pool = pass.pool();
        rank = adapter.a().rows();
        inputs = adapter.a().columns();
        outputs = adapter.b().rows();
        scale = adapter.scale();
        wideA = ((NativeParameter) adapter.a()).values(pass);
        wideB = ((NativeParameter) adapter.b()).values(pass);
        u = Bfloat16Matrix.take(pass, rows, rank);
        a = u;
        b = u;
        v = u;
    }

    @Override
    public boolean readsWide() {
        return false;
    }

    /** Makes u. */
    @Override
    public void prepare(Operand x) {
        a = Bfloat16Matrix.of(pass, wideA);
        b = Bfloat16Matrix.of(pass, wideB, scale);
        long mark = pass.workspace().mark();
        low(input(pass, x), inputs, a, true, u);
        pass.workspace().release(mark);
    }

    /** What A multiplies; scratch, unless it is the input itself. */
    Bfloat16Matrix input(OpenPass pass, Operand x) {
        return x.narrow();
    }

    /** to [rows, rank] = from · factorᵀ, or from · factor. */
    private void low(Bfloat16Matrix from, int depth, Bfloat16Matrix factor, boolean transposed, Bfloat16Matrix to) {
        pool.run((rows + ROWS - 1) / ROWS, (item, worker) -> {
            int row = item * ROWS;
            int count = Math.min(ROWS, rows - row);
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
    @Override
    public void add(WorkerScratch worker, int row, int count, int column, int columns, long target, int stride) {
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(count, columns, rank, rank, rank, stride, true, true, true),
                u.address(row),
                b.address(column),
                target);
    }

    @Override
    public TileWork addTo(Matrix y) {
        return (worker, row, rows, column, columns) ->
                add(worker, row, rows, column, columns, y.address(row) + (long) column * Float.BYTES, y.columns());
    }

    /** Makes v. */
    @Override
    public void prepareBackward(Operand dy) {
        a = Bfloat16Matrix.of(pass, wideA);
        b = Bfloat16Matrix.of(pass, wideB, scale);
        v = Bfloat16Matrix.take(pass, rows, rank);
        low(dy.narrow(), outputs, b, false, v);
    }

    /** Adds v·A to a tile of the input's gradient. */
    @Override
    public void addBackward(
            WorkerScratch worker,
            int row,
            int count,
            int column,
            int columns,
            ByteBuffer target,
            int offset,
            long address,
            int stride) {
        throughA(worker, row, count, column, columns, address, stride, true);
    }

    /** A tile of v·A, or adds it. */
    final void throughA(
            WorkerScratch worker, int row, int count, int column, int columns, long target, int stride, boolean sum) {
        worker.gemm.narrow(
                new MatmulPrimitive.Shape(count, columns, rank, rank, inputs, stride, false, sum, true),
                v.address(row),
                a.address() + (long) column * Bfloat16.BYTES,
                target);
    }

    @Override
    public TileWork addBackwardTo(Matrix dx) {
        return (worker, row, rows, column, columns) -> {
            int at = dx.offset(row) + column * Float.BYTES;
            addBackward(worker, row, rows, column, columns, dx.data, at, dx.address + at, dx.columns());
        };
    }

    /** Adds to the gradients of A and B, after {@link #prepareBackward}. */
    @Override
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        if (rows == 0) {
            return;
        }
        long mark = pass.workspace().mark();
        if (gradients.a() != null && x != null) {
            Matrix sum = gradients.a();
            times(v.transposed(pass), input(pass, x), inputs, (worker, column, columns, product) -> {
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
