package org.dasllm.schema.automaton;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A place within an object or array: all nodes that are reached by the same bytes. What follows is made when first asked for. */
public final class RulePlace extends Place {
    private final Rules rules;
    private final int cap;
    private final boolean accepts;
    private final boolean entersRaw;
    private final int[] labels;
    private final int[][] behindLabels;
    private final @Nullable RulePlace[] next;
    private final int[] callees;
    private final int[][] behindCalls;
    private final @Nullable RulePlace[] returns;

    RulePlace(Rules rules, int[] nodes, int cap) {
        this.rules = rules;
        this.cap = cap;
        Nodes all = rules.nodes();
        this.accepts = Arrays.stream(nodes).anyMatch(all::accepts);
        SortedMap<Integer, int[]> byLabel = new TreeMap<>();
        SortedMap<Integer, int[]> byCallee = new TreeMap<>();
        for (int node : nodes) {
            int[] target = {all.target(node)};
            if (all.label(node) != Nodes.NONE && all.height(target[0]) <= cap) {
                byLabel.merge(all.label(node), target, RulePlace::joined);
            }
            int callee = all.calleeOf(node);
            if (callee != Nodes.NONE && all.heightOf(callee) <= cap && all.height(target[0]) <= cap) {
                byCallee.merge(callee, target, RulePlace::joined);
            }
        }
        this.labels = byLabel.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.behindLabels = byLabel.values().toArray(int[][]::new);
        this.next = new @Nullable RulePlace[labels.length];
        this.callees = byCallee.keySet().stream().mapToInt(Integer::intValue).toArray();
        this.entersRaw = !accepts
                && labels.length == 0
                && Arrays.stream(callees)
                        .anyMatch(callee -> all.callees.get(callee).isRaw());
        this.behindCalls = byCallee.values().toArray(int[][]::new);
        this.returns = new @Nullable RulePlace[callees.length];
    }

    private static int[] joined(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    @Override
    public @Nullable RulePlace next(int b) {
        int at = Arrays.binarySearch(labels, b);
        if (at < 0) {
            return null;
        }
        RulePlace known = next[at];
        if (known == null) {
            known = rules.place(behindLabels[at], cap);
            next[at] = known;
        }
        return known;
    }

    @Override
    public boolean accepts() {
        return accepts;
    }

    @Override
    public boolean isLast() {
        return accepts && labels.length == 0 && callees.length == 0;
    }

    /** Whether only calls may follow, of which one is of raw text. */
    boolean entersRaw() {
        return entersRaw;
    }

    /** How many calls may follow. */
    int calls() {
        return callees.length;
    }

    int callee(int call) {
        return callees[call];
    }

    /** The place behind a call. */
    RulePlace behind(int call) {
        RulePlace known = returns[call];
        if (known == null) {
            known = rules.place(behindCalls[call], cap);
            returns[call] = known;
        }
        return known;
    }
}
