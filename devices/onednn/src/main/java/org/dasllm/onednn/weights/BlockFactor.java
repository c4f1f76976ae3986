package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
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
import org.dasllm.tensor.BlockFormat;
import org.dasllm.tensor.HostMatrix;

/**
 * A frozen weight in blocks of 8 or 4 bits. A few rows are multiplied with it as it lies in memory; for more of them pieces
 * are widened into a thread's scratch, to bfloat16 or float32 as the device multiplies.
 */
public final class BlockFactor implements KeptFactor {
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
    /** Outputs that are widened together, back. */
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
        if (x.rows() >= (eight ? MANY_OF_8_BITS : MANY_OF_4_BITS)) {
            manyRows(pass, x, y, add, before, after);
            return;
        }
        long mark = pass.workspace().mark();
        FewRows.Band band;
        if (NativeKernels.AVAILABLE) {
            band = NativeFewRows.of(pass, blocks, x);
        } else {
            band = band(eight ? eight(x) : four(RoundedRows.of(x)));
        }
        int step = PackedBlocks.GROUP;
        FewRows.run(pool, y, step, blocks.groupBytes() / step, add, before, after, band);
        pass.workspace().release(mark);
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

    private void manyRows(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        long mark = pass.workspace().mark();
        long operand = operand(pass, x);
        int inner = columns();
        boolean narrow = widened.narrow();
        pool.run((rows() + OUTPUTS - 1) / OUTPUTS, (item, worker) -> {
            int column = item * OUTPUTS;
            int columns = Math.min(OUTPUTS, rows() - column);
            int group = column / PackedBlocks.GROUP;
            int groups = Math.min(OUTPUTS / PackedBlocks.GROUP, blocks.groups() - group);
            int wide = groups * PackedBlocks.GROUP;
            long piece = piece(worker, group, groups, 0, blocks.blocks());
            for (int row = 0; row < x.rows(); row += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, x.rows() - row);
                before.run(worker, row, rows, column, columns);
                worker.gemm.product(
                        new MatmulPrimitive.Shape(rows, columns, inner, inner, wide, y.columns(), false, add, narrow),
                        operand + (long) row * inner * widened.bytes(),
                        piece,
                        y.address(row) + (long) column * Float.BYTES);
                after.run(worker, row, rows, column, columns);
            }
        });
        pass.workspace().release(mark);
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        long mark = pass.workspace().mark();
        long operand = operand(pass, dy);
        int outputs = rows();
        boolean narrow = widened.narrow();
        pool.run((blocks.blocks() + INPUT_BLOCKS - 1) / INPUT_BLOCKS, (item, worker) -> {
            int block = item * INPUT_BLOCKS;
            int count = Math.min(INPUT_BLOCKS, blocks.blocks() - block);
            int column = block * PackedBlocks.BLOCK;
            int columns = count * PackedBlocks.BLOCK;
            for (int first = 0; first < outputs; first += DEPTH) {
                int depth = Math.min(DEPTH, outputs - first);
                int groups = (depth + PackedBlocks.GROUP - 1) / PackedBlocks.GROUP;
                int deep = groups * PackedBlocks.GROUP;
                long piece = piece(worker, first / PackedBlocks.GROUP, groups, block, count);
                boolean sum = add || first > 0;
                for (int row = 0; row < dy.rows(); row += Tiles.ROWS) {
                    int rows = Math.min(Tiles.ROWS, dy.rows() - row);
                    worker.gemm.product(
                            new MatmulPrimitive.Shape(
                                    rows, columns, depth, outputs, deep, dx.columns(), true, sum, narrow),
                            operand + ((long) row * outputs + first) * widened.bytes(),
                            piece,
                            dx.address(row) + (long) column * Float.BYTES);
                    if (first + depth == outputs) {
                        after.run(worker, row, rows, column, columns);
                    }
                }
            }
        });
        pass.workspace().release(mark);
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
