package org.dasllm.tensor.plan;

import java.util.function.Supplier;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Tensor;

/** A loss without a value. */
record CountedLoss(int count, Supplier<Tensor> gradient) implements Loss {
    @Override
    public double sum() {
        return 0;
    }

    @Override
    public float[] rows() {
        throw new UnsupportedOperationException("A counted loss has no values");
    }

    @Override
    public int correct() {
        return 0;
    }

    @Override
    public Tensor backward(double scale) {
        return gradient.get();
    }
}
