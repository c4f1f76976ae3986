package org.dasllm.schema.pattern;

import java.util.List;

/** A regular expression as a tree. Groups are not remembered, and whether a repetition is greedy makes no difference here. */
public sealed interface Expression {
    /** Without an upper limit. */
    int UNLIMITED = -1;

    /** One character. */
    record One(CodePoints of) implements Expression {}

    /** One after the other; nothing at all where there are none. */
    record Sequence(List<Expression> parts) implements Expression {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    record Choice(List<Expression> alternatives) implements Expression {
        public Choice {
            alternatives = List.copyOf(alternatives);
        }
    }

    /**
     * The same several times.
     *
     * @param most {@link #UNLIMITED} for no limit
     */
    record Repeat(Expression what, int least, int most) implements Expression {}

    /** The place before the first character. */
    record Begin() implements Expression {}

    /** The place after the last. */
    record End() implements Expression {}
}
