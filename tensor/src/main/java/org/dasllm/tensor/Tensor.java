package org.dasllm.tensor;

/**
 * Activations on a device: a row-major matrix [rows, columns], one row a token. It belongs to the {@link Pass} that made
 * it and is gone when that pass is closed.
 */
public interface Tensor {
    int rows();

    int columns();
}
