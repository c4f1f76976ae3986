package org.dasllm.schema.automaton;

import java.util.Arrays;
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
        // Of each edge its label or callee in the upper half, and its target.
        long[] byLabel = new long[nodes.length];
        long[] byCallee = new long[nodes.length];
        int labelled = 0;
        int calling = 0;
        boolean ends = false;
        for (int node : nodes) {
            ends |= all.accepts(node);
            int target = all.target(node);
            int callee = all.calleeOf(node);
            if (target == Nodes.NONE || all.height(target) > cap) {
                continue;
            }
            if (all.label(node) != Nodes.NONE) {
                byLabel[labelled++] = ((long) all.label(node) << 32) | target;
            } else if (callee != Nodes.NONE && all.heightOf(callee) <= cap) {
                byCallee[calling++] = ((long) callee << 32) | target;
            }
        }
        Arrays.sort(byLabel, 0, labelled);
        Arrays.sort(byCallee, 0, calling);
        this.accepts = ends;
        this.labels = keys(byLabel, labelled);
        this.behindLabels = targets(byLabel, labelled, labels.length);
        this.next = new @Nullable RulePlace[labels.length];
        this.callees = keys(byCallee, calling);
        this.behindCalls = targets(byCallee, calling, callees.length);
        this.returns = new @Nullable RulePlace[callees.length];
        boolean raw = false;
        for (int callee : callees) {
            raw |= all.callees.get(callee).isRaw();
        }
        this.entersRaw = !accepts && labels.length == 0 && raw;
    }

    /** The upper halves, each once. */
    private static int[] keys(long[] edges, int count) {
        int[] keys = new int[count];
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            int key = (int) (edges[i] >>> 32);
            if (distinct == 0 || keys[distinct - 1] != key) {
                keys[distinct++] = key;
            }
        }
        return Arrays.copyOf(keys, distinct);
    }

    /** The lower halves, those of one key together. */
    private static int[][] targets(long[] edges, int count, int keys) {
        int[][] targets = new int[keys][];
        int from = 0;
        for (int key = 0; key < keys; key++) {
            int to = from;
            while (to < count && edges[to] >>> 32 == edges[from] >>> 32) {
                to++;
            }
            targets[key] = new int[to - from];
            for (int i = from; i < to; i++) {
                targets[key][i - from] = (int) edges[i];
            }
            from = to;
        }
        return targets;
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
