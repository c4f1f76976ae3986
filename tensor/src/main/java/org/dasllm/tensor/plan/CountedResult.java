package org.dasllm.tensor.plan;

import java.util.function.Supplier;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/** An output, and what the backward pass would hold. */
record CountedResult(Tensor output, Supplier<Tensor> gradient) implements Result {
    @Override
    public Tensor backward(Tensor outputGradient) {
        return gradient.get();
    }
}
