package org.dasllm.dataset.graph;

import java.util.Arrays;
import java.util.List;

/**
 * The sets of each band that has at least two, of pairs of a band and a set. Most bands have one set, so the bands alone are sorted first, and only those
 * that occur again are looked at with their sets.
 */
final class BandIndex {
    /** The bands of at least two sets, in their order; the sets of the i-th are at {@code starts[i]} to before {@code starts[i + 1]}. */
    private final int[] starts;

    private final long[] members;

    /** @param blocks each a band, a set, a band, a set … */
    BandIndex(List<long[]> blocks) {
        long[] shared = shared(blocks);
        starts = new int[shared.length + 1];
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += 2) {
                int at = Arrays.binarySearch(shared, block[i]);
                if (at >= 0) {
                    starts[at + 1]++;
                }
            }
        }
        Arrays.parallelPrefix(starts, Math::addExact);
        members = new long[starts[shared.length]];
        int[] next = starts.clone();
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += 2) {
                int at = Arrays.binarySearch(shared, block[i]);
                if (at >= 0) {
                    members[next[at]++] = block[i + 1];
                }
            }
        }
    }

    private static long[] shared(List<long[]> blocks) {
        long[] bands =
                new long[blocks.stream().mapToInt(block -> block.length / 2).sum()];
        int size = 0;
        for (long[] block : blocks) {
            for (int i = 0; i < block.length; i += 2) {
                bands[size++] = block[i];
            }
        }
        Arrays.sort(bands);
        int shared = 0;
        for (int i = 1; i < size; i++) {
            if (bands[i] == bands[i - 1] && (shared == 0 || bands[shared - 1] != bands[i])) {
                bands[shared++] = bands[i];
            }
        }
        return Arrays.copyOf(bands, shared);
    }

    int bands() {
        return starts.length - 1;
    }

    /** The sets of a band. */
    long[] sets(int band) {
        return Arrays.copyOfRange(members, starts[band], starts[band + 1]);
    }
}
