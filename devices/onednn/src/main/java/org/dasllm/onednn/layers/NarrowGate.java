package org.dasllm.onednn.layers;

import org.dasllm.onednn.kernels.NativeKernels;
import org.dasllm.onednn.memory.NativeMemory;
import org.dasllm.onednn.memory.Rows;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.vectors.Bfloat16;
import org.dasllm.tensor.Activation;
import org.jspecify.annotations.Nullable;

/**
 * {@link GatedActivation} of a tile of matrices in bfloat16, by a kernel in C that rounds in the same pass. Where its results are bfloat16
 * alone, what is kept of gate and up is bfloat16 too.
 *
 * @param row the tile's first row
 * @param column its first column
 */
record NarrowGate(Activation activation, int row, int rows, int column, int columns) {
    private boolean gelu() {
        return activation == Activation.GELU_TANH;
    }

    private long address(Bfloat16Matrix matrix) {
        return matrix.address(row) + (long) column * Bfloat16.BYTES;
    }

    private long address(@Nullable Rows kept) {
        return kept == null ? 0 : address((Bfloat16Matrix) kept);
    }

    /** From tiles of gate and up in float32; they are kept where there is room for them. */
    void forward(
            NativeMemory.Block gate,
            NativeMemory.Block up,
            @Nullable Rows keptGate,
            @Nullable Rows keptUp,
            Bfloat16Matrix product) {
        NativeKernels.gate(
                gelu(),
                gate.address,
                up.address,
                rows,
                columns,
                address(keptGate),
                address(keptUp),
                address(product),
                product.columns());
    }

    /** From a tile of the product's gradient in float32. */
    void backward(
            NativeMemory.Block gradient,
            Rows gate,
            Rows up,
            Bfloat16Matrix gateGradient,
            Bfloat16Matrix upGradient,
            Bfloat16Matrix product) {
        NativeKernels.gateBackward(
                gelu(),
                gradient.address,
                address(gate),
                address(up),
                rows,
                columns,
                address(gateGradient),
                address(upGradient),
                address(product),
                product.columns());
    }
}
