package org.dasllm.tensor;

/**
 * The output head: logits = softCap · tanh(layer(hidden) / softCap).
 *
 * @param layer weight [vocabulary, hidden size]
 * @param softCap bound that the logits approach (Gemma 2); {@link AttentionShape#UNCAPPED} for none
 */
public record Head(Linear layer, float softCap) {

    public Head {
        if (!(softCap > 0)) {
            throw new IllegalArgumentException("A soft cap of " + softCap + " must be above 0");
        }
    }

    /** Without a soft cap. */
    public static Head of(Linear layer) {
        return new Head(layer, AttentionShape.UNCAPPED);
    }

    public boolean capped() {
        return softCap != AttentionShape.UNCAPPED;
    }

    public int vocabulary() {
        return layer.outputs();
    }
}
