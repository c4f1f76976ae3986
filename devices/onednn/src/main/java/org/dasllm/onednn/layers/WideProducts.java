package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Factor;
import org.dasllm.onednn.weights.Gradients;
import org.jspecify.annotations.Nullable;

/** Products of float32 activations with a weight that has no adapter. */
record WideProducts(OpenPass pass, Factor weight) implements LinearProducts {
    @Override
    public Reading input() {
        return Reading.WIDE;
    }

    @Override
    public Reading gradient(Gradients gradients) {
        return Reading.WIDE;
    }

    @Override
    public void forward(Operand x, Matrix y, boolean add, TileWork begin) {
        weight.timesTransposed(pass, x.wide(), y, add, begin, TileWork.NOTHING);
    }

    @Override
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        weight.times(pass, dy.wide(), dx, add, TileWork.NOTHING);
    }

    @Override
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {}
}
