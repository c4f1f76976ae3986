package org.dasllm.dataset.graph;

import java.util.Arrays;

/** Numbers different longs 0, 1, 2 … in the order in which they come; open addressing, 24 bytes for each at most. */
final class LongIndex {
    private static final int FIRST = 1 << 10;

    private long[] keys = new long[FIRST];
    private int[] slots = new int[2 * FIRST];
    private int size;

    LongIndex() {
        Arrays.fill(slots, -1);
    }

    /** The key's number; a new one where it has none. */
    int add(long key) {
        int slot = slot(key);
        if (slots[slot] < 0) {
            if (size == keys.length) {
                grow();
                slot = slot(key);
            }
            keys[size] = key;
            slots[slot] = size++;
        }
        return slots[slot];
    }

    long key(int number) {
        return keys[number];
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        int mask = slots.length - 1;
        int slot = Long.hashCode(key * 0x9E3779B97F4A7C15L) & mask;
        while (slots[slot] >= 0 && keys[slots[slot]] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        keys = Arrays.copyOf(keys, 2 * keys.length);
        slots = new int[2 * keys.length];
        Arrays.fill(slots, -1);
        for (int number = 0; number < size; number++) {
            slots[slot(keys[number])] = number;
        }
    }
}
