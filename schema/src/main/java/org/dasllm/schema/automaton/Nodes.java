package org.dasllm.schema.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.dasllm.schema.text.TooLarge;

/**
 * The parts of all rules: nodes with an edge for one byte, or one that calls another rule or text, and edges for nothing. A
 * node's height is how deep the nesting below it must at least become.
 */
final class Nodes {
    static final int NONE = -1;

    /** Of a node from which no end can be reached. */
    static final int ENDLESS = 1_000_000;

    private static final int MOST = 400_000;

    private final List<Node> nodes = new ArrayList<>();
    final List<Callee> callees = new ArrayList<>();
    private int[] heights = new int[0];
    private int highest;

    private static final class Node {
        int label = NONE;
        int callee = NONE;
        int target = NONE;
        boolean accepts;
        final List<Integer> free = new ArrayList<>(1);

        /** Whether it is more than a way to others. */
        boolean stays() {
            return accepts || target != NONE;
        }
    }

    /** What a call may become: one of some texts, or one of some rules by their first nodes. */
    static final class Callee {
        final List<TextRule> texts = new ArrayList<>();
        final List<Integer> rules = new ArrayList<>();

        boolean isRaw() {
            return texts.stream().anyMatch(text -> text.follower != TextPlace.ANY_FOLLOWER);
        }
    }

    int add() {
        if (nodes.size() >= MOST) {
            throw new TooLarge("its automaton has more than " + MOST + " parts");
        }
        nodes.add(new Node());
        return nodes.size() - 1;
    }

    void free(int from, int to) {
        nodes.get(from).free.add(to);
    }

    void accept(int node) {
        nodes.get(node).accepts = true;
    }

    /** Bytes between two nodes. */
    void bytes(int from, byte[] bytes, int to) {
        int at = from;
        for (int i = 0; i < bytes.length; i++) {
            int read = add();
            free(at, read);
            at = i + 1 < bytes.length ? add() : to;
            nodes.get(read).label = bytes[i] & 0xFF;
            nodes.get(read).target = at;
        }
    }

    void call(int from, int callee, int to) {
        int at = add();
        free(from, at);
        nodes.get(at).callee = callee;
        nodes.get(at).target = to;
    }

    /** The number of a new callee. */
    int callee() {
        callees.add(new Callee());
        return callees.size() - 1;
    }

    /** Computes the heights, when all is there. */
    void complete() {
        List<List<Integer>> before = new ArrayList<>();
        nodes.forEach(node -> before.add(new ArrayList<>()));
        List<List<Integer>> callers = new ArrayList<>();
        callees.forEach(callee -> callers.add(new ArrayList<>()));
        List<List<Integer>> calledAs = new ArrayList<>();
        nodes.forEach(node -> calledAs.add(new ArrayList<>()));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (int to : node.free) {
                before.get(to).add(i);
            }
            if (node.target != NONE) {
                before.get(node.target).add(i);
            }
            if (node.callee != NONE) {
                callers.get(node.callee).add(i);
            }
        }
        for (int callee = 0; callee < callees.size(); callee++) {
            for (int start : callees.get(callee).rules) {
                calledAs.get(start).add(callee);
            }
        }
        heights = new int[nodes.size()];
        Arrays.fill(heights, ENDLESS);
        ArrayDeque<Integer> open = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            int at = open.remove();
            int height = heightNow(nodes.get(at));
            if (height < heights[at]) {
                heights[at] = height;
                open.addAll(before.get(at));
                calledAs.get(at).forEach(callee -> open.addAll(callers.get(callee)));
            }
        }
        highest = Arrays.stream(heights).filter(h -> h < ENDLESS).max().orElse(0);
    }

    private int heightNow(Node node) {
        int least = node.accepts ? 0 : ENDLESS;
        for (int to : node.free) {
            least = Math.min(least, heights[to]);
        }
        if (node.target != NONE) {
            int below = node.callee == NONE ? 0 : heightOf(node.callee);
            least = Math.min(least, Math.max(below, heights[node.target]));
        }
        return least;
    }

    /** How deep the nesting of a callee becomes at least. */
    int heightOf(int callee) {
        Callee called = callees.get(callee);
        int least = called.texts.isEmpty() ? ENDLESS : 0;
        for (int start : called.rules) {
            least = Math.min(least, 1 + heights[start]);
        }
        return Math.min(least, ENDLESS);
    }

    int height(int node) {
        return heights[node];
    }

    /** The greatest height of a node that has one. */
    int highest() {
        return highest;
    }

    boolean accepts(int node) {
        return nodes.get(node).accepts;
    }

    int label(int node) {
        return nodes.get(node).label;
    }

    int calleeOf(int node) {
        return nodes.get(node).callee;
    }

    int target(int node) {
        return nodes.get(node).target;
    }

    /** What is reached from nodes by nothing, without the nodes that are higher than {@code cap}. */
    int[] closure(int[] from, int cap) {
        BitSet reached = new BitSet();
        int[] open = from;
        int count = from.length;
        int kept = 0;
        while (count > 0) {
            int at = open[--count];
            if (heights[at] > cap || reached.get(at)) {
                continue;
            }
            reached.set(at);
            Node node = nodes.get(at);
            kept += node.stays() ? 1 : 0;
            if (open == from || count + node.free.size() > open.length) {
                open = Arrays.copyOf(open, 2 * (count + node.free.size()) + 8);
            }
            for (int to : node.free) {
                open[count++] = to;
            }
        }
        int[] closed = new int[kept];
        int filled = 0;
        for (int at = reached.nextSetBit(0); at >= 0; at = reached.nextSetBit(at + 1)) {
            if (nodes.get(at).stays()) {
                closed[filled++] = at;
            }
        }
        return closed;
    }
}
