package org.dasllm.tensor;

import java.util.Arrays;

/**
 * New rows of sequences whose earlier keys and values are in a {@link KeyValueCache}: sequence s lives in slots[s],
 * already has starts[s] positions there and brings lengths[s] new ones. Prefill brings many, decoding one. A slot may be
 * named again for the positions that come next, as if they were another sequence's.
 */
public record CachedRows(int[] slots, int[] starts, int[] lengths) {

    public CachedRows {
        if (slots.length != starts.length || slots.length != lengths.length) {
            throw new IllegalArgumentException("slots, starts and lengths differ in number");
        }
        slots = slots.clone();
        starts = starts.clone();
        lengths = lengths.clone();
    }

    public int sequences() {
        return slots.length;
    }

    public int rows() {
        return Arrays.stream(lengths).sum();
    }

    /** Row by row, its position within its sequence. */
    public int[] positions() {
        int[] positions = new int[rows()];
        int row = 0;
        for (int s = 0; s < slots.length; s++) {
            for (int i = 0; i < lengths[s]; i++) {
                positions[row++] = starts[s] + i;
            }
        }
        return positions;
    }
}
