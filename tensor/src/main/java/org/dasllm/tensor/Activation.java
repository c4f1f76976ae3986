package org.dasllm.tensor;

/** The function on the gate of a gated feed-forward layer. */
public enum Activation {
    /** x · sigmoid(x), as in Llama, Mistral and Qwen. */
    SILU,
    /** The tanh approximation of GELU, as in Gemma: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
    GELU_TANH
}
