package org.dasllm.model.config;

import java.util.Arrays;
import java.util.Optional;

/** What config.json calls the layers that see everything, and those with a window. */
enum LayerKind {
    FULL("full_attention"),
    SLIDING("sliding_attention");

    private final String key;

    LayerKind(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    static Optional<LayerKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key.equals(key)).findFirst();
    }
}
