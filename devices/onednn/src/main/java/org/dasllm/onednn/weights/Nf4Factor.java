package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.products.Nf4Codes;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.Nf4Matrix;
import org.jspecify.annotations.Nullable;

/**
 * A frozen weight in NormalFloat4. Pieces of it are widened into a thread's scratch, to bfloat16 or float32 as the device
 * multiplies, and each is multiplied with all rows while it lies there: a band of outputs forward; back, for a band of
 * inputs, some outputs after the others.
 */
public final class Nf4Factor implements KeptFactor, NarrowFactor {
    /** Outputs of a band, forward: with 5,000 inputs as many bytes in bfloat16 as a core's cache has room for. */
    private static final int OUTPUTS = 64;
    /** Inputs of a band, back. */
    private static final int INPUTS = 128;
    /** Outputs that are widened together, back. */
    private static final int DEPTH = 1024;

    private final Nf4Codes codes;
    private final boolean narrow;

    /** @param narrow whether to multiply in bfloat16 */
    public Nf4Factor(NativeMemory memory, Nf4Matrix source, boolean narrow) {
        codes = new Nf4Codes(memory, source);
        this.narrow = narrow;
    }

    @Override
    public void free(NativeMemory memory) {
        codes.free(memory);
    }

    @Override
    public int rows() {
        return codes.rows();
    }

    @Override
    public int columns() {
        return codes.columns();
    }

    private int bytes() {
        return narrow ? Bfloat16.BYTES : Float.BYTES;
    }

    /** Puts a piece [rows, columns] of the weight into a thread's scratch. */
    private long piece(WorkerScratch worker, int row, int rows, int column, int columns) {
        ByteBuffer to = worker.scratch(1, (long) rows * columns);
        short[] scaled = new short[16];
        for (int i = 0; i < rows; i++) {
            int at = i * columns * bytes();
            if (narrow) {
                codes.narrow(row + i, column, columns, to, at, scaled);
            } else {
                codes.widen(row + i, column, columns, to, at);
            }
        }
        return worker.scratchAddress(1, (long) rows * columns);
    }

    @Override
    public @Nullable NarrowFactor narrow() {
        return narrow ? this : null;
    }

    @Override
    public void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        if (!narrow) {
            timesTransposed(pass, x.address, y, add, before, after);
            return;
        }
        long mark = pass.workspace().mark();
        timesTransposed(pass, Bfloat16Matrix.of(pass, x), y, add, before, after);
        pass.workspace().release(mark);
    }

    @Override
    public void timesTransposed(
            OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after) {
        timesTransposed(pass, x.address(), y, add, before, after);
    }

    private void timesTransposed(OpenPass pass, long operand, Matrix y, boolean add, TileWork before, TileWork after) {
        int inner = columns();
        pass.pool().run((rows() + OUTPUTS - 1) / OUTPUTS, (item, worker) -> {
            int column = item * OUTPUTS;
            int columns = Math.min(OUTPUTS, rows() - column);
            long piece = piece(worker, column, columns, 0, inner);
            for (int row = 0; row < y.rows(); row += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, y.rows() - row);
                before.run(worker, row, rows, column, columns);
                worker.gemm.product(
                        new MatmulPrimitive.Shape(rows, columns, inner, inner, inner, y.columns(), true, add, narrow),
                        operand + (long) row * inner * bytes(),
                        piece,
                        y.address(row) + (long) column * Float.BYTES);
                after.run(worker, row, rows, column, columns);
            }
        });
    }

    @Override
    public void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after) {
        if (!narrow) {
            times(pass, dy.address, dx, add, after);
            return;
        }
        long mark = pass.workspace().mark();
        times(pass, Bfloat16Matrix.of(pass, dy), dx, add, after);
        pass.workspace().release(mark);
    }

    @Override
    public void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after) {
        times(pass, dy.address(), dx, add, after);
    }

    private void times(OpenPass pass, long operand, Matrix dx, boolean add, TileWork after) {
        int outputs = rows();
        pass.pool().run((columns() + INPUTS - 1) / INPUTS, (item, worker) -> {
            int column = item * INPUTS;
            int columns = Math.min(INPUTS, columns() - column);
            for (int first = 0; first < outputs; first += DEPTH) {
                int depth = Math.min(DEPTH, outputs - first);
                long piece = piece(worker, first, depth, column, columns);
                boolean sum = add || first > 0;
                for (int row = 0; row < dx.rows(); row += Tiles.ROWS) {
                    int rows = Math.min(Tiles.ROWS, dx.rows() - row);
                    worker.gemm.product(
                            new MatmulPrimitive.Shape(
                                    rows, columns, depth, outputs, columns, dx.columns(), false, sum, narrow),
                            operand + ((long) row * outputs + first) * bytes(),
                            piece,
                            dx.address(row) + (long) column * Float.BYTES);
                    if (first + depth == outputs) {
                        after.run(worker, row, rows, column, columns);
                    }
                }
            }
        });
    }

    @Override
    public void widen(int row, ByteBuffer to, int offset) {
        codes.widen(row, 0, columns(), to, offset);
    }

    @Override
    public void write(float[] values) {
        throw new UnsupportedOperationException(
                "A quantised weight [" + rows() + " x " + columns() + "] cannot be given new values; quantise them");
    }
}
