package org.dasllm.model.blocks;

import java.util.function.UnaryOperator;
import org.dasllm.tensor.Result;
import org.dasllm.tensor.Tensor;

/** What a block gives: its output, and the backward pass through all its operations. */
record Step(Tensor output, UnaryOperator<Tensor> wayBack) implements Result {

    /** Where an operation is left out. */
    static Step nothing(Tensor input) {
        return new Step(input, UnaryOperator.identity());
    }

    @Override
    public Tensor backward(Tensor outputGradient) {
        return wayBack.apply(outputGradient);
    }
}
