package org.dasllm.tensor;

import java.util.List;

/** What several linear layers on one input give: their outputs, and the one backward pass. */
public interface ManyResults {
    /** In the order of the layers. */
    List<Tensor> outputs();

    /**
     * Adds to the gradients of the layers' trainable parameters and returns the gradient of their common input.
     *
     * @param outputGradients one for each output, in the same order
     */
    Tensor backward(List<Tensor> outputGradients);
}
