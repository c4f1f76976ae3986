package org.dasllm.schema.automaton;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The places of the rules of a grammar. */
final class Rules {
    private final Nodes nodes;
    private final Map<Key, RulePlace> places = new ConcurrentHashMap<>();

    Rules(Nodes nodes) {
        this.nodes = nodes;
    }

    Nodes nodes() {
        return nodes;
    }

    /** The place that nodes make, of which none needs deeper nesting than {@code cap}. */
    RulePlace place(int[] from, int cap) {
        int[] closed = nodes.closure(from, cap);
        return places.computeIfAbsent(new Key(closed, cap), any -> new RulePlace(this, closed, cap));
    }

    private record Key(int[] nodes, int cap) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && cap == key.cap && Arrays.equals(nodes, key.nodes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(nodes) + cap;
        }
    }
}
