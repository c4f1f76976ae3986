package org.dasllm.tensor;

/** In which type a device keeps frozen weights and multiplies; sums are float32 at least, and so is all that learns. */
public enum Precision {
    FLOAT32,
    /** Half the memory, and the fast units of newer processors. */
    BFLOAT16
}
