package org.dasllm.onednn.layers;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.pass.Operand;
import org.dasllm.onednn.pass.Reading;
import org.dasllm.onednn.threads.TileWork;
import org.dasllm.onednn.weights.Gradients;
import org.dasllm.onednn.weights.NarrowFactor;
import org.jspecify.annotations.Nullable;

/** Products of activations in bfloat16, of the weight and of the adapter alike. */
record NarrowProducts(OpenPass pass, NarrowFactor weight, NarrowAdapter adapter) implements LinearProducts {
    @Override
    public Reading input() {
        return new Reading(adapter.readsWide(), true);
    }

    @Override
    public Reading gradient(Gradients gradients) {
        return new Reading(gradients.bias() != null, true);
    }

    @Override
    public void forward(Operand x, Matrix y, boolean add, TileWork begin) {
        adapter.prepare(x);
        weight.timesTransposed(pass, x.narrow(), y, add, begin, adapter.addTo(y));
    }

    @Override
    public void times(Operand dy, Matrix dx, boolean add, Gradients gradients) {
        adapter.prepareBackward(dy);
        weight.times(pass, dy.narrow(), dx, add, adapter.addBackwardTo(dx));
    }

    @Override
    public void gradients(@Nullable Operand x, Operand dy, Gradients gradients) {
        adapter.gradients(x, dy, gradients);
    }
}
