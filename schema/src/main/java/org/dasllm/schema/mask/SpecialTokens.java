package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dasllm.schema.text.TextAutomaton;
import org.dasllm.schema.text.TextTerminal;

/**
 * Tokens that are in no group, of which some may follow within a JSON string; those with a line end as it is, say, never do.
 *
 * @param inside those that stay within the string
 * @param closing those that end with the mark that closes it
 * @param beyond those that go on behind this mark, by what they have up to it and with it
 */
record SpecialTokens(TokenTrie inside, TokenTrie closing, TokenTrie beyond) {
    static SpecialTokens of(List<TokenTrie.Entry> tokens) {
        TextTerminal any = TextTerminal.quoted(TextAutomaton.any());
        long begin = any.next(any.start(), '"');
        List<TokenTrie.Entry> inside = new ArrayList<>();
        List<TokenTrie.Entry> closing = new ArrayList<>();
        List<TokenTrie.Entry> beyond = new ArrayList<>();
        for (TokenTrie.Entry token : tokens) {
            byte[] bytes = token.bytes();
            long state = begin;
            int read = 0;
            while (read < bytes.length && state != TextTerminal.DEAD && !any.accepts(state)) {
                state = any.next(state, bytes[read++] & 0xFF);
            }
            if (state == TextTerminal.DEAD) {
                continue;
            }
            if (!any.accepts(state)) {
                inside.add(token);
            } else if (read == bytes.length) {
                closing.add(token);
            } else {
                beyond.add(new TokenTrie.Entry(Arrays.copyOf(bytes, read), token.token()));
            }
        }
        return new SpecialTokens(
                TokenTrie.ofCharacters(inside), TokenTrie.ofCharacters(closing), TokenTrie.ofCharacters(beyond));
    }
}
