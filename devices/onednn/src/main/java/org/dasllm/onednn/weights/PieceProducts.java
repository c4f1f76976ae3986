package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.MatmulPrimitive;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.threads.Tiles;
import org.dasllm.onednn.threads.WorkerScratch;
import org.dasllm.onednn.vectors.Bfloat16;

/**
 * Products with a frozen weight W [outputs, inputs] that is kept in fewer bits than it is multiplied in. Pieces of it are widened
 * into a thread's scratch, and each is multiplied with all rows while it lies there: a band of outputs forward; backward, for a
 * band of inputs, some outputs after the others.
 *
 * @param narrow whether to multiply in bfloat16, else in float32
 */
record PieceProducts(int outputs, int inputs, boolean narrow, Widening weight) {
    /** Outputs of a band, forward: with 5,000 inputs as many bytes in bfloat16 as a core's cache has room for. */
    private static final int OUTPUTS = 64;
    /** Inputs of a band, backward. */
    private static final int INPUTS = 128;
    /** Outputs that are widened together, backward. */
    private static final int DEPTH = 1024;

    /** Writes a piece [rows, columns] of the weight as it is multiplied. */
    interface Widening {
        void run(int row, int rows, int column, int columns, ByteBuffer to);
    }

    private int bytes() {
        return narrow ? Bfloat16.BYTES : Float.BYTES;
    }

    private long piece(WorkerScratch worker, int row, int rows, int column, int columns) {
        long size = (long) rows * columns;
        weight.run(row, rows, column, columns, worker.scratch(1, size));
        return worker.scratchAddress(1, size);
    }

    /**
     * y = x·Wᵀ.
     *
     * @param x address of [y's rows, inputs] in the type that is multiplied
     */
    void timesTransposed(OpenPass pass, long x, Matrix y, boolean add, TileWork before, TileWork after) {
        pass.pool().run((outputs + OUTPUTS - 1) / OUTPUTS, (item, worker) -> {
            int column = item * OUTPUTS;
            int columns = Math.min(OUTPUTS, outputs - column);
            long piece = piece(worker, column, columns, 0, inputs);
            for (int row = 0; row < y.rows(); row += Tiles.ROWS) {
                int rows = Math.min(Tiles.ROWS, y.rows() - row);
                before.run(worker, row, rows, column, columns);
                worker.gemm.product(
                        new MatmulPrimitive.Shape(
                                rows, columns, inputs, inputs, inputs, y.columns(), true, add, narrow),
                        x + (long) row * inputs * bytes(),
                        piece,
                        y.address(row) + (long) column * Float.BYTES);
                after.run(worker, row, rows, column, columns);
            }
        });
    }

    /**
     * dx = dy·W.
     *
     * @param dy address of [dx's rows, outputs] in the type that is multiplied
     */
    void times(OpenPass pass, long dy, Matrix dx, boolean add, TileWork after) {
        pass.pool().run((inputs + INPUTS - 1) / INPUTS, (item, worker) -> {
            int column = item * INPUTS;
            int columns = Math.min(INPUTS, inputs - column);
            for (int first = 0; first < outputs; first += DEPTH) {
                int depth = Math.min(DEPTH, outputs - first);
                long piece = piece(worker, first, depth, column, columns);
                boolean sum = add || first > 0;
                for (int row = 0; row < dx.rows(); row += Tiles.ROWS) {
                    int rows = Math.min(Tiles.ROWS, dx.rows() - row);
                    worker.gemm.product(
                            new MatmulPrimitive.Shape(
                                    rows, columns, depth, outputs, columns, dx.columns(), false, sum, narrow),
                            dy + ((long) row * outputs + first) * bytes(),
                            piece,
                            dx.address(row) + (long) column * Float.BYTES);
                    if (first + depth == outputs) {
                        after.run(worker, row, rows, column, columns);
                    }
                }
            }
        });
    }
}
