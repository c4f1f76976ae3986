package org.dasllm.eval.extraction;

/**
 * What became of one value.
 *
 * @param path of the field, such as {@code lines[].amount}; empty for an answer that is no object
 */
public record FieldOutcome(String path, Kind kind) {
    /** The four things that can happen to a value. */
    public enum Kind {
        /** It is the right one. */
        MATCH,
        /** Another value stands in its place. */
        MISMATCH,
        /** A right value has no counterpart. */
        OMISSION,
        /** The answer has a value where there is none. */
        INVENTION
    }
}
