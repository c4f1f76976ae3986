package org.dasllm.onednn;

/** A factor that belongs to a parameter, and so can be given new values. */
interface KeptFactor extends Factor {
    void write(float[] values);

    /** Gives its memory back; it is not used any more. */
    void free(NativeMemory memory);
}
