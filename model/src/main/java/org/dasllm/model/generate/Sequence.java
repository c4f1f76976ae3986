package org.dasllm.model.generate;

import java.util.Arrays;

/** What a {@link Batch} knows of one sequence. */
final class Sequence {
    final int slot;
    /** The later it came, the larger. */
    final long arrival;

    final int[] prompt;
    final Sampler sampler;
    final int maxNewTokens;
    /** Tokens whose keys and values are in the cache. */
    final Tokens cached;

    int generated;
    /** Tokens of the answer that are still to be computed: the last one drawn, and what was placed behind it. */
    int[] pending = new int[0];

    Sequence(int slot, long arrival, int[] prompt, Sampler sampler, int maxNewTokens, Tokens cached) {
        this.slot = slot;
        this.arrival = arrival;
        this.prompt = prompt;
        this.sampler = sampler;
        this.maxNewTokens = maxNewTokens;
        this.cached = cached;
    }

    boolean inPrompt() {
        return cached.count() < prompt.length;
    }

    /** The tokens to compute next: of the prompt as many as there is room for, or those of the answer that are pending. */
    int[] nextPiece(int room) {
        return inPrompt()
                ? Arrays.copyOfRange(prompt, cached.count(), Math.min(prompt.length, cached.count() + room))
                : pending;
    }
}
