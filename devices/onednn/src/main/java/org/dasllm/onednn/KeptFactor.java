package org.dasllm.onednn;

/** A factor that belongs to a parameter, and so can be given new values. */
interface KeptFactor extends Factor {
    void write(float[] values);
}
