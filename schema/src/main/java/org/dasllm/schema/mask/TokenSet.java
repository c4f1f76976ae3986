package org.dasllm.schema.mask;

import java.util.Arrays;

/** Which of the tokens from 0 to {@code size - 1} are in a set. */
public final class TokenSet {
    private final long[] words;
    private final int size;

    TokenSet(int size) {
        this.size = size;
        this.words = new long[(size + 63) / 64];
    }

    void add(int token) {
        words[token >> 6] |= 1L << token;
    }

    void addAll(long[] other) {
        for (int i = 0; i < other.length; i++) {
            words[i] |= other[i];
        }
    }

    long[] words() {
        return words;
    }

    public int size() {
        return size;
    }

    /** Whether a token is in the set; none outside of the vocabulary is. */
    public boolean contains(int token) {
        return token >= 0 && token < size && (words[token >> 6] & (1L << token)) != 0;
    }

    public int count() {
        return Arrays.stream(words).mapToInt(Long::bitCount).sum();
    }
}
