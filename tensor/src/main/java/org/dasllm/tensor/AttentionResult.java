package org.dasllm.tensor;

/** The output [rows, heads · headSize] of attention, and the backward pass. */
public interface AttentionResult {
    Tensor output();

    Gradients backward(Tensor outputGradient);

    /** The gradients of the three inputs, each of its input's shape. */
    record Gradients(Tensor queries, Tensor keys, Tensor values) {}
}
