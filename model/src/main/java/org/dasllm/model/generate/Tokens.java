package org.dasllm.model.generate;

import java.util.Arrays;

/** The tokens of one slot of a key/value cache, in their order. */
final class Tokens {
    private final int[] tokens;
    private int count;

    Tokens(int capacity) {
        tokens = new int[capacity];
    }

    int count() {
        return count;
    }

    void append(int[] more) {
        System.arraycopy(more, 0, tokens, count, more.length);
        count += more.length;
    }

    /** Forgets those from a place on. */
    void cutTo(int newCount) {
        count = Math.min(count, newCount);
    }

    /** How many tokens a sequence begins with that are the first ones here too. */
    int commonWith(int[] sequence) {
        int end = Math.min(count, sequence.length);
        int different = Arrays.mismatch(tokens, 0, end, sequence, 0, end);
        return different < 0 ? end : different;
    }
}
