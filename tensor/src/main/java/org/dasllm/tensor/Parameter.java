package org.dasllm.tensor;

/**
 * A matrix of the model that outlives a pass: a weight [out, in], a vector [1, n], an embedding table [vocabulary,
 * hidden] or one half of an adapter. A frozen parameter is kept in whatever format the device likes best; a trainable one
 * is kept in the device's widest type, with a gradient of the same shape that every backward adds to.
 */
public interface Parameter extends AutoCloseable {
    int rows();

    int columns();

    boolean trainable();

    /** The values, row by row, as float32; a copy. */
    float[] read();

    /**
     * Replaces the values.
     *
     * @throws IllegalArgumentException if the length is not rows · columns
     */
    void write(float[] values);

    /**
     * What the backward passes have added up since the gradients were last cleared; a copy.
     *
     * @throws IllegalStateException if the parameter is frozen
     */
    float[] readGradient();

    /**
     * Gives its memory back, which the device's end would do as well. What was closed is neither read nor multiplied with any
     * more: that is an {@link IllegalStateException}.
     */
    @Override
    void close();
}
