package org.dasllm.tensor.plan;

import java.util.List;
import java.util.function.Supplier;
import org.dasllm.tensor.ManyResults;
import org.dasllm.tensor.Tensor;

/** Outputs of several layers on one input, and what the backward pass would hold. */
record CountedResults(List<Tensor> outputs, Supplier<Tensor> gradient) implements ManyResults {
    CountedResults {
        outputs = List.copyOf(outputs);
    }

    @Override
    public Tensor backward(List<Tensor> outputGradients) {
        return gradient.get();
    }
}
