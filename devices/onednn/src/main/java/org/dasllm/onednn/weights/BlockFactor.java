package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.FewRows;
import org.dasllm.onednn.products.NativeFewRows;
import org.dasllm.onednn.products.PackedBlocks;
import org.dasllm.onednn.products.Q4Products;
import org.dasllm.onednn.products.Q8Products;
import org.dasllm.onednn.products.RoundedRows;
import org.dasllm.onednn.products.WidenedBlocks;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerPool;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.HostMatrix;
import org.jspecify.annotations.Nullable;

/**
 * A frozen weight in blocks of 8 or 4 bits. A few rows are multiplied with it as it lies in memory; for more of them pieces
 * are widened into a thread's scratch, to bfloat16 or float32 as the device multiplies.
 */
public final class BlockFactor implements KeptFactor, TiledFactor {
    /**
     * Rows from which on widening is worth it: a block of 4 bits takes longer to widen, and its products less long. AVX2
     * multiplies integers faster than float32, so there it never is.
     */
    private static final int MANY_OF_8_BITS = many(32, 4);

    private static final int MANY_OF_4_BITS = many(48, 16);
    /** Outputs of a piece, forward: a multiple of every group. */
    private static final int OUTPUTS = 64;
    /** Blocks of inputs of a piece, back. */
    private static final int INPUT_BLOCKS = 4;
    /** Outputs that are widened together, back, and inputs, forward. */
    private static final int DEPTH = 1024;

    private final WorkerPool pool;
    private final PackedBlocks blocks;
    private final WidenedBlocks widened;

    /** @param narrow whether pieces are widened to bfloat16 */
    public BlockFactor(NativeMemory memory, WorkerPool pool, BlockFormat format, HostMatrix source, boolean narrow) {
        this.pool = pool;
        blocks = new PackedBlocks(memory, format, source.rows(), source.columns());
        blocks.write(pool, source);
        widened = new WidenedBlocks(blocks, narrow);
    }

    private static int many(int withAvx512, int inJava) {
        if (NativeKernels.AVX2) {
            return Integer.MAX_VALUE;
        }
        return NativeKernels.AVX512 ? withAvx512 : inJava;
    }

    @Override
    public void free(NativeMemory memory) {
        memory.giveBack(blocks.address(0));
    }

    @Override
    public int rows() {
        return blocks.rows;
    }

    @Override
    public int columns() {
        return blocks.columns;
    }

    @Override
    public void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        boolean eight = blocks.format == BlockFormat.Q8_0;
        boolean many = x.rows() >= (eight ? MANY_OF_8_BITS : MANY_OF_4_BITS);
        long mark = pass.workspace().mark();
        if (many && widened.narrow()) {
            timesTransposed(pass, Bfloat16Matrix.of(pass, x), y, add, before, after);
        } else if (many) {
            manyRows(x.address, y, add, before, after);
        } else {
            fewRows(pass, x, y, add, before, after);
        }
        pass.workspace().release(mark);
    }

    private void fewRows(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        boolean eight = blocks.format == BlockFormat.Q8_0;
        FewRows.Band band;
        if (NativeKernels.AVAILABLE) {
            band = NativeFewRows.of(pass, blocks, x);
        } else {
            band = band(eight ? eight(x) : four(RoundedRows.of(x)));
        }
        int step = PackedBlocks.GROUP;
        FewRows.run(pool, y, step, blocks.groupBytes() / step, add, before, after, band);
    }

    /** One row times one group, into GROUP numbers. */
    private interface Group {
        void run(WorkerScratch worker, int at, int row, ByteBuffer to, int toAt);
    }

    private Group eight(Matrix x) {
        float[] numbers = x.read();
        int count = blocks.blocks();
        int step = blocks.blockBytes();
        return (worker, at, row, to, toAt) ->
                Q8Products.run(blocks.data, at, count, step, numbers, row * x.columns(), to, toAt);
    }

    private Group four(RoundedRows x) {
        int count = blocks.blocks();
        int step = blocks.blockBytes();
        return (worker, at, row, to, toAt) -> {
            ByteBuffer sums = worker.scratch(2, (long) count * Q4Products.sumBytes() / Float.BYTES);
            Q4Products.sums(blocks.data, at, count, step, x.codes(), row * x.columns(), sums);
            Q4Products.scale(blocks.data, at, count, step, sums, x, row, to, toAt);
        };
    }

    private FewRows.Band band(Group group) {
        return (worker, row, rows, column, columns, stride, to) -> {
            for (int g = 0; g < columns; g += PackedBlocks.GROUP) {
                int at = (column + g) / PackedBlocks.GROUP * blocks.groupBytes();
                for (int i = 0; i < rows; i++) {
                    group.run(worker, at, row + i, to.data, (i * stride + g) * Float.BYTES);
                }
            }
        };
    }

    /** One that multiplies in bfloat16 rounds what it multiplies once, whatever is made of it. */
    @Override
    public @Nullable NarrowFactor narrow() {
        return widened.narrow() ? this : null;
    }

    @Override
    public Optional<TiledFactor> tiled() {
        return NativeKernels.PANELS ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void timesTransposed(
            OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        if (!NativeKernels.PANELS) {
            manyRows(x.address(), y, add, before, after);
            return;
        }
        TiledFactor.super.timesTransposed(pass, x, y, add, before, after);
    }

    @Override
    public void tile(
            WorkerScratch worker,
            Bfloat16Matrix x,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride) {
        int group = column / PackedBlocks.GROUP;
        int groups = PackedBlocks.groups(columns);
        int part = DEPTH / PackedBlocks.BLOCK;
        for (int block = 0; block < blocks.blocks(); block += part) {
            int count = Math.min(part, blocks.blocks() - block);
            int first = block * PackedBlocks.BLOCK;
            int depth = count * PackedBlocks.BLOCK;
            long panels = worker.gemm.panels.room((long) groups * PackedBlocks.GROUP * depth * Bfloat16.BYTES);
            widened.panels(group, groups, block, count, panels);
            NativeKernels.panelProduct(
                    x.address(row) + (long) first * Bfloat16.BYTES,
                    columns(),
                    rows,
                    panels,
                    columns,
                    depth,
                    add || first > 0,
                    target,
                    stride);
        }
    }

    /**
     * The same by widened pieces.
     *
     * @param x address of [y's rows, inputs] in the type that is multiplied
     */
    private void manyRows(long x, Matrix y, boolean add, TileWork before, TileWork after) {
        int inner = columns();
        pool.run((rows() + OUTPUTS - 1) / OUTPUTS, (item, worker) -> {
            int column = item * OUTPUTS;
            int columns = Math.min(OUTPUTS, rows() - column);
            int group = column / PackedBlocks.GROUP;
            int groups = Math.min(OUTPUTS / PackedBlocks.GROUP, blocks.groups() - group);
            int wide = groups * PackedBlocks.GROUP;
            long piece = piece(worker, group, groups, 0, blocks.blocks());
            for (int row = 0; row < y.rows(); row += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, y.rows() - row);
                before.run(worker, row, rows, column, columns);
                worker.gemm.product(
                        new MatmulPrimitive.Shape(
                                rows, columns, inner, inner, wide, y.columns(), false, add, widened.narrow()),
                        x + (long) row * inner * widened.bytes(),
                        piece,
                        y.address(row) + (long) column * Float.BYTES);
                after.run(worker, row, rows, column, columns);
            }
        });
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        long mark = pass.workspace().mark();
        times(operand(pass, dy), dx, add, after);
        pass.workspace().release(mark);
    }

    @Override
    public void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after) {
        times(dy.address(), dx, add, after);
    }

    /** @param dy address of [dx's rows, outputs] in the type that is multiplied */
    private void times(long dy, Matrix dx, boolean add, TileWork after) {
        pool.run((blocks.blocks() + INPUT_BLOCKS - 1) / INPUT_BLOCKS, (item, worker) -> {
            int column = item * INPUT_BLOCKS * PackedBlocks.BLOCK;
            int columns = Math.min(INPUT_BLOCKS * PackedBlocks.BLOCK, columns() - column);
            for (int first = 0; first < rows(); first += DEPTH) {
                int depth = Math.min(DEPTH, rows() - first);
                long piece = backwardPiece(worker, first, depth, column, columns);
                for (int row = 0; row < dx.rows(); row += Tiles.ROWS) {
                    int rows = Math.min(Tiles.ROWS, dx.rows() - row);
                    long target = dx.address(row) + (long) column * Float.BYTES;
                    boolean sum = add || first > 0;
                    backward(worker, dy, row, rows, first, depth, columns, sum, piece, target, dx.columns());
                    if (first + depth == rows()) {
                        after.run(worker, row, rows, column, columns);
                    }
                }
            }
        });
    }

    @Override
    public void tileBackward(
            WorkerScratch worker,
            Bfloat16Matrix dy,
            int row,
            int rows,
            int column,
            int columns,
            boolean add,
            long target,
            int stride) {
        for (int first = 0; first < rows(); first += DEPTH) {
            int depth = Math.min(DEPTH, rows() - first);
            long piece = backwardPiece(worker, first, depth, column, columns);
            boolean sum = add || first > 0;
            backward(worker, dy.address(), row, rows, first, depth, columns, sum, piece, target, stride);
        }
    }

    private long backwardPiece(WorkerScratch worker, int first, int depth, int column, int columns) {
        return piece(
                worker,
                first / PackedBlocks.GROUP,
                PackedBlocks.groups(depth),
                column / PackedBlocks.BLOCK,
                columns / PackedBlocks.BLOCK);
    }

    /** Some rows of dy times a piece, which is the transpose of [depth, columns] of W. */
    private void backward(
            WorkerScratch worker,
            long dy,
            int row,
            int rows,
            int first,
            int depth,
            int columns,
            boolean sum,
            long piece,
            long target,
            int stride) {
        int outputs = rows();
        int deep = PackedBlocks.groups(depth) * PackedBlocks.GROUP;
        worker.gemm.product(
                new MatmulPrimitive.Shape(rows, columns, depth, outputs, deep, stride, true, sum, widened.narrow()),
                dy + ((long) row * outputs + first) * widened.bytes(),
                piece,
                target);
    }

    private long piece(WorkerScratch worker, int group, int groups, int block, int count) {
        long floats = (long) groups * PackedBlocks.GROUP * count * PackedBlocks.BLOCK;
        widened.piece(group, groups, block, count, worker.scratch(1, floats));
        return worker.scratchAddress(1, floats);
    }

    /** The activations' address as they are multiplied; what has to be rounded is in the pass's memory. */
    private long operand(OpenPass pass, Matrix matrix) {
        return widened.narrow() ? Bfloat16Matrix.of(pass, matrix).address() : matrix.address;
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        blocks.widen(row, to, offset);
    }

    @Override
    public void write(float[] values) {
        blocks.write(pool, HostMatrix.of(rows(), columns(), values));
    }
}
