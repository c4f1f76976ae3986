package org.dasllm.model.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dasllm.model.config.Architecture;

/** The architectures of our families by their names in the file. */
enum GgufArchitecture {
    /** Llama, SmolLM2, and Mistral, which differs from Llama by its sliding window alone, and recent ones have none. */
    LLAMA(Architecture.LLAMA, true),
    QWEN2(Architecture.QWEN2, false),
    QWEN3(Architecture.QWEN3, false),
    SMOLLM3(Architecture.SMOLLM3, true),
    GEMMA2(Architecture.GEMMA2, false),
    GEMMA3(Architecture.GEMMA3, false);

    private final Architecture hub;
    private final boolean interleaved;

    GgufArchitecture(Architecture hub, boolean interleaved) {
        this.hub = hub;
        this.interleaved = interleaved;
    }

    static Optional<GgufArchitecture> of(String name) {
        return Arrays.stream(values()).filter(each -> each.key().equals(name)).findFirst();
    }

    /** What a model of the hub is called in a file: llama.cpp computes Mistral as Llama. */
    static GgufArchitecture of(Architecture hub) {
        return hub == Architecture.MISTRAL
                ? LLAMA
                : Arrays.stream(values())
                        .filter(each -> each.hub == hub)
                        .findFirst()
                        .orElseThrow();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(GgufArchitecture::key).toList();
    }

    private String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    Architecture hub() {
        return hub;
    }

    /** Whether rows of q and k that are turned together stand side by side, instead of half a head apart. */
    boolean interleaved() {
        return interleaved;
    }

    /** Whether norms are stored with one added, and the feed-forward block has norms of its own names. */
    boolean isGemma() {
        return this == GEMMA2 || this == GEMMA3;
    }
}
