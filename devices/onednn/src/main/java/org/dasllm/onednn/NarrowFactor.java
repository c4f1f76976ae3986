package org.dasllm.onednn;

/** A factor of activations that have been rounded to bfloat16. */
interface NarrowFactor {
    /** As {@link Factor#timesTransposed}. */
    void timesTransposed(OneDnnPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after);

    /** As {@link Factor#times}. */
    void times(OneDnnPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after);
}
