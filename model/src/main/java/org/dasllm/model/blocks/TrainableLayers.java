package org.dasllm.model.blocks;

import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.jspecify.annotations.Nullable;

/** Tells which layers have a parameter that learns. */
final class TrainableLayers {
    private TrainableLayers() {}

    static boolean isTrainable(Linear layer) {
        Linear.@Nullable Adapter adapter = layer.adapter();
        @Nullable Parameter bias = layer.bias();
        return layer.weight().trainable()
                || (bias != null && bias.trainable())
                || (adapter != null && (adapter.a().trainable() || adapter.b().trainable()));
    }
}
