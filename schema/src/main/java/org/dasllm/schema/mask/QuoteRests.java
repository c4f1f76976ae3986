package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tokens have behind the quotation mark that closes a JSON string. It is the same for every string that is closed by the same tokens, so the
 * tree of all of them is made once, and a place's own is what is left of it.
 */
final class QuoteRests {
    private final TokenTrie rests;
    /** By token, how many bytes it has up to the first quotation mark that no backslash precedes, and with it; 0 where there is none. */
    private final int[] closed;

    QuoteRests(List<TokenTrie.Entry> entries, int size) {
        this.closed = new int[size];
        List<TokenTrie.Entry> behind = new ArrayList<>();
        for (TokenTrie.Entry entry : entries) {
            int end = closed(entry.bytes());
            closed[entry.token()] = end;
            if (end > 0 && end < entry.bytes().length) {
                behind.add(new TokenTrie.Entry(
                        Arrays.copyOfRange(entry.bytes(), end, entry.bytes().length), entry.token()));
            }
        }
        this.rests = new TokenTrie(behind);
    }

    private static int closed(byte[] bytes) {
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '"') {
                return at + 1;
            }
            at += bytes[at] == '\\' ? 1 : 0;
        }
        return 0;
    }

    /** Whether the way to a node ends with the mark that closes, for all tokens below it. */
    boolean isClosedAt(TokenTrie trie, int node) {
        return closed[trie.token(trie.firstToken(node))] == trie.depth(node);
    }

    /** The rests of some tokens; none where none of them has one. */
    @Nullable
    TokenTrie of(TokenSet tokens) {
        return rests.only(tokens);
    }
}
