package org.dasllm.schema.automaton;

import org.jspecify.annotations.Nullable;

/** Where an answer is within one text or one rule. Places are the same only if they are one object. */
public abstract sealed class Place permits TextPlace, RulePlace {
    /** The place behind a byte, 0 to 255; null where none is. */
    public abstract @Nullable Place next(int b);

    /** Whether the text or rule may end here. */
    public abstract boolean accepts();

    /** Whether it must end here. */
    public abstract boolean isLast();
}
