package org.dasllm.tensor.plan;

import org.dasllm.tensor.Parameter;

/** A parameter without values. */
record CountedParameter(int rows, int columns, boolean trainable) implements Parameter {
    @Override
    public float[] read() {
        throw new UnsupportedOperationException("A counted parameter has no values");
    }

    @Override
    public void write(float[] values) {
        throw new UnsupportedOperationException("A counted parameter has no values");
    }

    @Override
    public void close() {
        // It has no memory.
    }

    @Override
    public float[] readGradient() {
        throw new UnsupportedOperationException("A counted parameter has no values");
    }
}
