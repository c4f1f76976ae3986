package org.dasllm.dataset.graph;

import java.util.Arrays;
import java.util.List;

/**
 * What follows each hash that occurs at least twice in entries of a hash and a few numbers. Most hashes occur once, so the hashes alone are sorted first, and only
 * those that occur again are looked at with their entries.
 */
final class SharedHashes {
    private final int width;

    /** The hashes that occur at least twice, in their order; the entries of the i-th are at {@code starts[i]} to before {@code starts[i + 1]}. */
    private final int[] starts;

    private final long[] entries;

    /**
     * @param blocks each one entry after the other
     * @param width numbers of an entry, the first of which is the hash
     */
    SharedHashes(List<long[]> blocks, int width) {
        this.width = width;
        long[] shared = shared(blocks);
        starts = new int[shared.length + 1];
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += width) {
                int at = Arrays.binarySearch(shared, block[i]);
                if (at >= 0) {
                    starts[at + 1] += width - 1;
                }
            }
        }
        Arrays.parallelPrefix(starts, Math::addExact);
        entries = new long[starts[shared.length]];
        int[] next = starts.clone();
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += width) {
                int at = Arrays.binarySearch(shared, block[i]);
                if (at >= 0) {
                    System.arraycopy(block, i + 1, entries, next[at], width - 1);
                    next[at] += width - 1;
                }
            }
        }
    }

    private long[] shared(List<long[]> blocks) {
        long[] hashes =
                new long[blocks.stream().mapToInt(block -> block.length / width).sum()];
        int size = 0;
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += width) {
                hashes[size++] = block[i];
            }
        }
        Arrays.sort(hashes);
        int shared = 0;
        for (int i = 1; i < size; i++) {
            if (hashes[i] == hashes[i - 1] && (shared == 0 || hashes[shared - 1] != hashes[i])) {
                hashes[shared++] = hashes[i];
            }
        }
        return Arrays.copyOf(hashes, shared);
    }

    int count() {
        return starts.length - 1;
    }

    /** What follows a hash in its entries, one after the other. */
    long[] entries(int hash) {
        return Arrays.copyOfRange(entries, starts[hash], starts[hash + 1]);
    }
}
