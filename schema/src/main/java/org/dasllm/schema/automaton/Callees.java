package org.dasllm.schema.automaton;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.dasllm.schema.shape.Conjunction;
import org.dasllm.schema.shape.Unenforceable;
import org.dasllm.schema.text.TooLarge;

/** What stands for the values of a conjunction, made when it is first called; its rules are made later, so that rules may call themselves. */
final class Callees {
    private final Nodes nodes;
    private final Map<Conjunction, Integer> known = new HashMap<>();
    private final ArrayDeque<Conjunction> open = new ArrayDeque<>();

    Callees(Nodes nodes) {
        this.nodes = nodes;
    }

    /** The number of a conjunction's callee. */
    int of(Conjunction conjunction) {
        Integer number = known.get(conjunction);
        if (number == null) {
            number = nodes.callee();
            known.put(conjunction, number);
            open.add(conjunction);
        }
        return number;
    }

    /** Has the rules made of all that was called so far, and of what these rules call. */
    void fill(BiConsumer<Conjunction, Nodes.Callee> rules) {
        while (!open.isEmpty()) {
            Conjunction conjunction = open.remove();
            try {
                rules.accept(conjunction, nodes.callees.get(of(conjunction)));
            } catch (TooLarge e) {
                throw Unenforceable.at(conjunction.pointer(), String.valueOf(e.getMessage()));
            }
        }
    }
}
