package org.dasllm.trainer.config;

/** Whether a layer's activations are kept for the backward pass, or made again in it ("gradient checkpointing"). */
public enum Recompute {
    /** Kept where the memory estimate says that they fit, else made again. */
    AUTO,
    /** Made again: about a third more work, and the memory of one layer in place of all. */
    ON,
    /** Kept. */
    OFF
}
