package org.dasllm.bench.light;

import java.util.List;
import java.util.Optional;

/**
 * A layer's width.
 *
 * @param name of the model that has it
 */
record Width(String name, int hidden, int heads, int keyValueHeads, int headSize, int inner) {
    private static final List<Width> ALL = List.of(
            new Width("tiny", 64, 4, 2, 16, 160),
            new Width("qwen2.5-0.5b", 896, 14, 2, 64, 4864),
            new Width("llama-3.2-1b", 2048, 32, 8, 64, 8192),
            new Width("llama-3.1-8b", 4096, 32, 8, 128, 14336));

    static Optional<Width> of(String name) {
        return ALL.stream().filter(width -> width.name.equals(name)).findFirst();
    }

    /** Parameters of the layer's frozen matrices. */
    long parameters() {
        long queries = (long) heads * headSize;
        long keys = (long) keyValueHeads * headSize;
        return hidden * (2 * queries + 2 * keys + 3L * inner);
    }
}
