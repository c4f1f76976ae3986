package org.dasllm.model.tokenizer;

/** A token that the characters [begin, end) of a text make. */
record PlacedToken(int id, int begin, int end) {

    /** Whether all of it stands within the given characters. */
    boolean within(int from, int to) {
        return from <= begin && end <= to;
    }
}
