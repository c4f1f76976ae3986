package org.dasllm.model.tokenizer;

/**
 * The tokens of a text, and where in it they stand: token i is the text's characters [begins[i], ends[i]), as Java counts
 * them. Tokens that are parts of one character stand at the same place.
 */
public record TokenizedText(int[] ids, int[] begins, int[] ends) {
    public TokenizedText {
        if (ids.length != begins.length || ids.length != ends.length) {
            throw new IllegalArgumentException("ids, begins and ends differ in number");
        }
    }

    /** Whether token i has a character in [begin, end). */
    public boolean within(int i, int begin, int end) {
        return begins[i] < end && ends[i] > begin;
    }
}
