package org.dasllm.tensor;

/**
 * A gated feed-forward layer on a normed input: with n = norm(x), down(activation(gate(n)) · up(n)) (Shazeer, 2020,
 * arXiv:2002.05202).
 *
 * @param gate [inner, hidden]
 * @param up [inner, hidden]
 * @param down [hidden, inner]
 */
public record FeedForward(RmsNorm norm, Linear gate, Linear up, Linear down, Activation activation) {
    public FeedForward {
        if (gate.inputs() != up.inputs() || gate.outputs() != up.outputs() || gate.outputs() != down.inputs()) {
            throw new IllegalArgumentException(String.format(
                    "A feed-forward layer's gate [%d, %d], up [%d, %d] and down [%d, %d] do not fit",
                    gate.outputs(), gate.inputs(), up.outputs(), up.inputs(), down.outputs(), down.inputs()));
        }
    }

    /** Columns between gate and down. */
    public int inner() {
        return gate.outputs();
    }
}
