package org.dasllm.schema.shape;

import org.dasllm.format.error.DasllmException;

/** What is said of a schema that is in order, but that generation cannot be bound to. */
public final class Unenforceable {
    private Unenforceable() {}

    /**
     * Refuses a schema.
     *
     * @param pointer to what cannot be enforced, its keyword last
     */
    public static DasllmException at(String pointer, String what) {
        return DasllmException.input(
                "The JSON Schema cannot be enforced " + (pointer.isEmpty() ? "at its root" : "at " + pointer) + ": "
                        + what,
                "Write the schema without it, or ask for an answer without a schema and check it afterwards");
    }
}
