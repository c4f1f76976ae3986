package org.dasllm.schema.text;

/** An automaton would have more states than are allowed; the message says how many those are. */
public final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TooLarge(String message) {
        super(message);
    }
}
