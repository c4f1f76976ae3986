package org.dasllm.tensor;

import java.util.List;

/** Several layers on one normed input: the norm first, then the layers. */
record NormedLinears(Result normed, ManyResults projected) implements ManyResults {
    @Override
    public List<Tensor> outputs() {
        return projected.outputs();
    }

    @Override
    public Tensor backward(List<Tensor> outputGradients) {
        return normed.backward(projected.backward(outputGradients));
    }
}
