package org.dasllm.onednn.weights;

import org.dasllm.onednn.memory.NativeMemory;

/** A factor that belongs to a parameter, and so can be given new values. */
public interface KeptFactor extends Factor {
    void write(float[] values);

    /** Gives its memory back; it is not used any more. */
    void free(NativeMemory memory);
}
