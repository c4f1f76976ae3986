package org.dasllm.model.generate;

/** What one step computes of a sequence: the tokens behind those that its slot holds. */
record Piece(int slot, Sequence sequence, int[] ids) {

    /** How many tokens the slot holds before it. */
    int start() {
        return sequence.cached.count();
    }

    /** Whether a token of the answer follows it. */
    boolean isAnswered() {
        return start() + ids.length >= sequence.prompt.length;
    }
}
