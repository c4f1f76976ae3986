package org.dasllm.onednn.products;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.tensor.BlockFormat;

/** Bands of {@link FewRows} by {@link NativeKernels}: what they need of x is made once, in the pass's memory. */
public final class NativeFewRows {
    private NativeFewRows() {}

    /** Times a weight in bfloat16, whose columns are a multiple of {@link Bfloat16Dots#CHUNK}. */
    public static FewRows.Band of(OpenPass pass, Bfloat16Matrix w, Matrix x) {
        Bfloat16Matrix rounded = Bfloat16Matrix.take(pass, x.rows(), x.columns());
        NativeKernels.round(x.address, x.size(), rounded.address());
        return (worker, column, columns, stride, to) -> NativeKernels.bf16(
                w.address(column), w.columns(), columns, rounded.address(), x.rows(), to.address, stride);
    }

    /** Times a weight in blocks: x is rounded to 16 bits for 8, and to 8 bits for 4, as ggml does. */
    public static FewRows.Band of(OpenPass pass, PackedBlocks w, Matrix x) {
        int rows = x.rows();
        int blocks = w.blocks();
        Matrix scales = pass.take(rows, blocks);
        Matrix codes = pass.take(rows, w.columns);
        if (w.format == BlockFormat.Q8_0) {
            NativeKernels.round16(x.address, rows, blocks, codes.address, scales.address);
            return (worker, column, columns, stride, to) -> NativeKernels.q8(
                    w.address(column),
                    PackedBlocks.groups(columns),
                    blocks,
                    codes.address,
                    scales.address,
                    rows,
                    to.address,
                    stride);
        }
        Matrix shifts = pass.take(rows, blocks);
        NativeKernels.round8(x.address, rows, blocks, codes.address, scales.address, shifts.address);
        return (worker, column, columns, stride, to) -> NativeKernels.q4(
                w.address(column),
                PackedBlocks.groups(columns),
                blocks,
                codes.address,
                scales.address,
                shifts.address,
                rows,
                to.address,
                stride);
    }
}
