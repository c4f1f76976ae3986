package org.dasllm.onednn.weights;

import java.util.Optional;
import org.dasllm.onednn.memory.Matrix;
import org.dasllm.onednn.pass.Bfloat16Matrix;
import org.dasllm.onednn.pass.OpenPass;
import org.dasllm.onednn.threads.TileWork;

/** A factor of activations that have been rounded to bfloat16. */
public interface NarrowFactor {
    /** As {@link Factor#timesTransposed}. */
    void timesTransposed(OpenPass pass, Bfloat16Matrix x, Matrix y, boolean add, TileWork before, TileWork after);

    /** The same factor tile by tile; empty where it is not made so. */
    default Optional<TiledFactor> tiled() {
        return Optional.empty();
    }

    /** As {@link Factor#times}. */
    void times(OpenPass pass, Bfloat16Matrix dy, Matrix dx, boolean add, TileWork after);
}
