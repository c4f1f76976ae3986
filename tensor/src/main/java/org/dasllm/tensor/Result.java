package org.dasllm.tensor;

/** What an operation with one input gives: its output, and the backward pass. */
public interface Result {
    Tensor output();

    /**
     * Adds to the gradients of the operation's trainable parameters and returns the gradient of its input. Call it at most
     * once, in the reverse order of the forward calls.
     *
     * @param outputGradient the shape of the output; its contents are not changed
     * @throws IllegalStateException in a pass that does not train
     */
    Tensor backward(Tensor outputGradient);
}
