package org.dasllm.onednn.products;

import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.tensor.BlockFormat;

/** Bands of {@link FewRows} by {@link NativeKernels}: what they need of x is made once, in the pass's memory. */
public final class NativeFewRows {
    /** Rows that a worker prepares at a time. */
    private static final int PIECE = 4 * NativeKernels.ROWS_TOGETHER;

    private NativeFewRows() {}

    /** Makes what is needed of some rows of x. */
    private interface Preparation {
        void run(int row, int rows);
    }

    private static void prepare(OpenPass pass, Matrix x, Preparation work) {
        pass.pool().run((x.rows() + PIECE - 1) / PIECE, (item, worker) -> {
            int row = item * PIECE;
            work.run(row, Math.min(PIECE, x.rows() - row));
        });
    }

    /** Times a weight in bfloat16, whose columns are a multiple of {@link Bfloat16Dots#CHUNK}; x is rounded to bfloat16. */
    public static FewRows.Band of(OpenPass pass, Bfloat16Matrix w, Matrix x) {
        Bfloat16Matrix rounded = Bfloat16Matrix.take(pass, x.rows(), x.columns());
        NativeKernels.round(x.address, x.size(), 1f, rounded.address());
        return (worker, row, rows, column, columns, stride, to) -> NativeKernels.bf16(
                w.address(column), w.columns(), columns, rounded.address(row), rows, to.address, stride);
    }

    /** The same with the weight widened to float32, and x as it is. */
    public static FewRows.Band widened(OpenPass pass, Bfloat16Matrix w, Matrix x) {
        Matrix parted = pass.take(x.rows(), x.columns());
        prepare(pass, x, (row, rows) -> NativeKernels.part(x.address(row), rows * x.columns(), parted.address(row)));
        return (worker, row, rows, column, columns, stride, to) -> NativeKernels.widenedBf16(
                w.address(column), w.columns(), columns, parted.address(row), rows, to.address, stride);
    }

    /** Times a weight in blocks: x is rounded to 16 bits for 8, and to 8 bits for 4, as ggml does. */
    public static FewRows.Band of(OpenPass pass, PackedBlocks w, Matrix x) {
        int blocks = w.blocks();
        Matrix scales = pass.take(x.rows(), blocks);
        boolean eight = w.format == BlockFormat.Q8_0;
        // Rows of these are as long as the codes of a row of x, so that the address of a row is that of its codes.
        Matrix codes =
                pass.take(x.rows(), w.columns * (eight ? Short.BYTES : NativeKernels.ROUND8_BYTES) / Float.BYTES);
        if (eight) {
            prepare(
                    pass,
                    x,
                    (row, rows) -> NativeKernels.round16(
                            x.address(row), rows, blocks, codes.address(row), scales.address(row)));
            return (worker, row, rows, column, columns, stride, to) -> NativeKernels.q8(
                    w.address(column),
                    PackedBlocks.groups(columns),
                    blocks,
                    codes.address(row),
                    scales.address(row),
                    rows,
                    to.address,
                    stride);
        }
        Matrix shifts = pass.take(x.rows(), blocks);
        prepare(
                pass,
                x,
                (row, rows) -> NativeKernels.round8(
                        x.address(row), rows, blocks, codes.address(row), scales.address(row), shifts.address(row)));
        return (worker, row, rows, column, columns, stride, to) -> NativeKernels.q4(
                w.address(column),
                PackedBlocks.groups(columns),
                blocks,
                codes.address(row),
                scales.address(row),
                shifts.address(row),
                rows,
                to.address,
                stride);
    }
}
