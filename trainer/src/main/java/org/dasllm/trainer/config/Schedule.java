package org.dasllm.trainer.config;

/** How the learning rate goes after the warm-up. */
public enum Schedule {
    /** Half a cosine down to the minimum. */
    COSINE,
    /** A straight line down to the minimum. */
    LINEAR,
    /** It stays. */
    CONSTANT
}
