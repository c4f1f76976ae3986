package org.dasllm.model.tokenizer;

import java.util.BitSet;

/**
 * A text that a chat template wrote around messages.
 *
 * @param text all of it
 * @param content which of its characters, as Java counts them, somebody wrote into a message; the others are the
 *     template's own
 */
public record TemplatedText(String text, BitSet content) {

    /** The characters [begin, end). */
    public TemplatedText part(int begin, int end) {
        return new TemplatedText(text.substring(begin, end), content.get(begin, end));
    }
}
