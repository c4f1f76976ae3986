package org.dasllm.onednn;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A weight W [out, in] that activations are multiplied with, in the type it is kept in. */
interface Factor {
    int rows();

    int columns();

    /**
     * y = x·Wᵀ.
     *
     * @param add whether the product is added to what before has left in a tile
     */
    void timesTransposed(OneDnnPass pass, Matrix x, Matrix y, boolean add, TileWork before, TileWork after);

    /**
     * dx = dy·W.
     *
     * @param add whether the product is added to what dx holds
     */
    void times(OneDnnPass pass, Matrix dy, Matrix dx, boolean add, TileWork after);

    /** The same for activations that are rounded already; null where they are multiplied in float32. */
    default @Nullable NarrowFactor narrow() {
        return null;
    }

    /** Writes a row's numbers as float32, or what of them they have been rounded to. */
    void widen(int row, ByteBuffer to, int offset);
}
