package org.dasllm.dataset.graph;

import java.util.Arrays;

/**
 * Connected components of groups, by union and find over all edges, as numbers on the driver: some 50 bytes of memory for each vertex, and no rounds over
 * the data, however long a chain is. The root of a component is its least group, so that the order of the edges does not matter.
 */
final class Components {
    private final LongIndex index = new LongIndex();
    private int[] parents = new int[0];
    private boolean[] groups = new boolean[0];

    /** @param group whether {@code from} is a group */
    void edge(long from, boolean group, long to) {
        int one = index.add(from);
        int other = index.add(to);
        int known = parents.length;
        if (index.size() > known) {
            parents = Arrays.copyOf(parents, Math.max(1 << 10, 2 * index.size()));
            for (int i = known; i < parents.length; i++) {
                parents[i] = i;
            }
            groups = Arrays.copyOf(groups, parents.length);
        }
        groups[one] |= group;
        int root = root(parents, one);
        int otherRoot = root(parents, other);
        parents[Math.max(root, otherRoot)] = Math.min(root, otherRoot);
    }

    /** By twos groups that are connected with another group and the roots of their components. */
    long[] connected() {
        int size = index.size();
        int[] count = new int[size];
        long[] least = new long[size];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int vertex = 0; vertex < size; vertex++) {
            if (groups[vertex]) {
                int root = root(parents, vertex);
                count[root]++;
                least[root] = Math.min(least[root], index.key(vertex));
            }
        }
        long[] connected = new long[2 * size];
        int filled = 0;
        for (int vertex = 0; vertex < size; vertex++) {
            int root = root(parents, vertex);
            if (groups[vertex] && count[root] > 1) {
                connected[filled++] = index.key(vertex);
                connected[filled++] = least[root];
            }
        }
        return Arrays.copyOf(connected, filled);
    }

    /** Halves the path on its way, so that later ones are short. */
    private static int root(int[] parents, int vertex) {
        int at = vertex;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }
}
