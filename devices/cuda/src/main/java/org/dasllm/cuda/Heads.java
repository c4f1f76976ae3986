package org.dasllm.cuda;

import java.util.List;
import org.dasllm.tensor.AttentionShape;

/** The shape of attention as its kernels take it: {@code HEADS} in {@code common.cuh}. */
final class Heads {
    private Heads() {}

    static List<Object> of(AttentionShape shape) {
        return List.of(
                shape.heads(),
                shape.keyValueHeads(),
                shape.headSize(),
                shape.scale(),
                shape.window(),
                shape.capped() ? shape.softCap() : 0f);
    }
}
