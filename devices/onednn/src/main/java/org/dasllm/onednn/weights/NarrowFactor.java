package org.dasllm.onednn.weights;

import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;

/** A factor of activations that have been rounded to bfloat16. */
public interface NarrowFactor {
    /** As {@link Factor#timesTransposed}. */
    void timesTransposed(OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after);

    /** As {@link Factor#times}. */
    void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after);
}
