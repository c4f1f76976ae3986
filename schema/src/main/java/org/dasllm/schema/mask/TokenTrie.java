package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings with a number each, as a tree of bytes. Node 0 is the root; children come behind their parent, a whole subtree
 * before the next one, so that a walk goes through the arrays from front to back.
 */
final class TokenTrie {
    /** A byte string and its number. */
    record Entry(byte[] bytes, int token) {}

    private final byte[] labels;
    private final short[] depths;
    private final int[] ends;
    /** By node, where its own numbers begin in {@link #tokens}; those of the next node in order follow. */
    private final int[] own;

    private final int[] tokens;
    private final int longest;
    /** By node, how many whole characters lead to it. */
    private final short[] characters;
    /** By node, the most characters of a byte string below it or at it. */
    private final short[] most;

    TokenTrie(List<Entry> entries) {
        this(entries, false);
    }

    /** A tree that {@link #isWithin} can be asked: of byte strings of characters, of which the last one may be a part. */
    static TokenTrie ofCharacters(List<Entry> entries) {
        return new TokenTrie(entries, true);
    }

    private TokenTrie(List<Entry> entries, boolean countsCharacters) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(Entry::bytes, Arrays::compareUnsigned));
        int nodesAtMost =
                1 + sorted.stream().mapToInt(entry -> entry.bytes.length).sum();
        this.longest =
                sorted.stream().mapToInt(entry -> entry.bytes.length).max().orElse(0);
        byte[] label = new byte[nodesAtMost];
        short[] depth = new short[nodesAtMost];
        int[] first = new int[nodesAtMost + 1];
        this.tokens = new int[sorted.size()];
        int nodes = 1;
        byte[] before = new byte[0];
        for (int i = 0; i < tokens.length; i++) {
            byte[] bytes = sorted.get(i).bytes;
            int common = Arrays.mismatch(before, bytes);
            for (int at = common < 0 ? bytes.length : common; at < bytes.length; at++) {
                label[nodes] = bytes[at];
                depth[nodes] = (short) (at + 1);
                first[nodes++] = i;
            }
            tokens[i] = sorted.get(i).token;
            before = bytes;
        }
        first[nodes] = tokens.length;
        this.labels = Arrays.copyOf(label, nodes);
        this.depths = Arrays.copyOf(depth, nodes);
        this.own = Arrays.copyOf(first, nodes + 1);
        this.ends = ends(depths, longest);
        this.characters = countsCharacters ? characters() : new short[0];
        this.most = countsCharacters ? most() : new short[0];
    }

    private TokenTrie(byte[] labels, short[] depths, int[] own, int[] tokens, int longest) {
        this.labels = labels;
        this.depths = depths;
        this.own = own;
        this.tokens = tokens;
        this.longest = longest;
        this.ends = ends(depths, longest);
        this.characters = new short[0];
        this.most = new short[0];
    }

    /**
     * The tree of those byte strings whose numbers are in a set, which are not empty; this tree where all are.
     *
     * @return none where no number is in the set
     */
    @Nullable
    TokenTrie only(TokenSet set) {
        int kept = 0;
        for (int token : tokens) {
            kept += set.contains(token) ? 1 : 0;
        }
        if (kept == 0 || kept == tokens.length) {
            return kept == 0 ? null : this;
        }
        byte[] label = new byte[labels.length];
        short[] depth = new short[labels.length];
        int[] first = new int[labels.length + 1];
        int[] left = new int[kept];
        int[] path = new int[longest + 1];
        int nodes = 1;
        int at = 0;
        int written = 0;
        for (int node = 1; node < labels.length; node++) {
            path[depths[node]] = node;
            written = Math.min(written, depths[node] - 1);
            for (int place = firstToken(node); place < endOfOwn(node); place++) {
                if (!set.contains(tokens[place])) {
                    continue;
                }
                while (written < depths[node]) {
                    label[nodes] = labels[path[++written]];
                    depth[nodes] = (short) written;
                    first[nodes++] = at;
                }
                left[at++] = tokens[place];
            }
        }
        first[nodes] = at;
        return new TokenTrie(
                Arrays.copyOf(label, nodes),
                Arrays.copyOf(depth, nodes),
                Arrays.copyOf(first, nodes + 1),
                left,
                longest);
    }

    /** All byte strings, in their order. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        byte[] path = new byte[longest];
        for (int node = 0; node < labels.length; node++) {
            if (node > 0) {
                path[depths[node] - 1] = labels[node];
            }
            for (int place = firstToken(node); place < endOfOwn(node); place++) {
                entries.add(new Entry(Arrays.copyOf(path, depths[node]), tokens[place]));
            }
        }
        return entries;
    }

    private short[] characters() {
        short[] count = new short[labels.length];
        short[] byDepth = new short[longest + 1];
        int[] missing = new int[longest + 1];
        for (int node = 1; node < labels.length; node++) {
            int depth = depths[node];
            int b = label(node);
            int left = missing[depth - 1];
            missing[depth] = left > 0 ? left - 1 : b < 0xC0 ? 0 : b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
            byDepth[depth] = (short) (byDepth[depth - 1] + (missing[depth] == 0 ? 1 : 0));
            count[node] = byDepth[depth];
        }
        return count;
    }

    private short[] most() {
        short[] below = characters.clone();
        int[] open = new int[longest + 1];
        for (int node = 1; node < labels.length; node++) {
            open[depths[node]] = node;
            for (int above = depths[node] - 1; above >= 0 && below[open[above]] < characters[node]; above--) {
                below[open[above]] = characters[node];
            }
        }
        return below;
    }

    /** Whether all byte strings from a node on have no more than so many whole characters further. */
    boolean isWithin(int node, int further) {
        return most[node] - characters[node] <= further;
    }

    /** The place behind the last number of a node's subtree. */
    int endOfAll(int node) {
        return own[end(node)];
    }

    private static int[] ends(short[] depths, int longest) {
        int[] ends = new int[depths.length];
        int[] open = new int[longest + 1];
        int height = 0;
        for (int node = 1; node < depths.length; node++) {
            for (; height >= depths[node]; height--) {
                ends[open[height]] = node;
            }
            open[++height] = node;
        }
        for (; height >= 0; height--) {
            ends[open[height]] = depths.length;
        }
        return ends;
    }

    /** The node that a byte string's part leads to; -1 where there is none. */
    int find(byte[] bytes, int from) {
        int node = 0;
        for (int at = from; at < bytes.length; at++) {
            int child = node + 1;
            while (child < end(node) && labels[child] != bytes[at]) {
                child = end(child);
            }
            if (child >= end(node)) {
                return -1;
            }
            node = child;
        }
        return node;
    }

    int nodes() {
        return labels.length;
    }

    /** The byte that leads to a node, 0 to 255. */
    int label(int node) {
        return labels[node] & 0xFF;
    }

    /** How many bytes lead to a node. */
    int depth(int node) {
        return depths[node];
    }

    /** The first node behind a node's subtree. */
    int end(int node) {
        return ends[node];
    }

    /** The place of the first number of a node's own byte string; nodes that are only on the way have none. */
    int firstToken(int node) {
        return own[node];
    }

    /** The place behind the last one. */
    int endOfOwn(int node) {
        return own[node + 1];
    }

    int token(int place) {
        return tokens[place];
    }

    /** The length of the longest byte string. */
    int longest() {
        return longest;
    }
}
