package org.dasllm.model.blocks;

/**
 * Which layers' activations a training forward keeps for the backward. Of the others it keeps the input only, and the
 * backward computes them a second time (Chen et al., 2016, arXiv:1604.06174): a third more work, and the memory of one
 * layer in place of many. The gradients are the same, bit for bit.
 */
@FunctionalInterface
public interface KeptLayers {
    /** Nothing is computed twice. */
    KeptLayers ALL = layer -> true;

    /** Every layer is computed twice. */
    KeptLayers NONE = layer -> false;

    /** Whether the activations of a layer, counted from 0, are kept. */
    boolean keeps(int layer);
}
