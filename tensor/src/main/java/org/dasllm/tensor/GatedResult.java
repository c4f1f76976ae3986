package org.dasllm.tensor;

/** The output of a gated activation, and the backward pass. */
public interface GatedResult {
    Tensor output();

    Gradients backward(Tensor outputGradient);

    /** The gradients of the two inputs, each of its input's shape. */
    record Gradients(Tensor gate, Tensor up) {}
}
