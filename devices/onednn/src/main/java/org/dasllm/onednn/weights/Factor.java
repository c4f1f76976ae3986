package org.dasllm.onednn.weights;

import java.nio.ByteBuffer;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;
import org.jspecify.annotations.Nullable;

/** A weight W [out, in] that activations are multiplied with, in the type it is kept in. */
public interface Factor {
    int rows();

    int columns();

    /**
     * y = x·Wᵀ.
     *
     * @param add whether the product is added to what before has left in a tile
     */
    void timesTransposed(OpenPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after);

    /**
     * dx = dy·W.
     *
     * @param add whether the product is added to what dx holds
     */
    void times(OpenPass pass, Matrix dy, Matrix dx, boolean add, TileWork after);

    /** The same for activations that are rounded already; null where they are multiplied in float32. */
    default @Nullable NarrowFactor narrow() {
        return null;
    }

    /** Writes a row's numbers as float32, or what of them they have been rounded to. */
    void widen(int row, ByteBuffer to, int offset);
}
