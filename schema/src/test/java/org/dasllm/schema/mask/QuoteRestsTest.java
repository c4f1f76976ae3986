package org.dasllm.schema.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuoteRestsTest {
    /** The tree that is left of a larger one has the nodes of the tree of the same byte strings made anew. */
    @Test
    void aPartOfATreeIsTheTreeOfItsStrings() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(40);
            List<TokenTrie.Entry> entries = new ArrayList<>();
            List<TokenTrie.Entry> chosen = new ArrayList<>();
            TokenSet set = new TokenSet(size);
            double share = random.nextDouble();
            for (int token = 0; token < size; token++) {
                byte[] bytes = new byte[1 + random.nextInt(4)];
                for (int at = 0; at < bytes.length; at++) {
                    bytes[at] = (byte) (random.nextInt(3) * 100);
                }
                entries.add(new TokenTrie.Entry(bytes, token));
                if (random.nextDouble() < share) {
                    set.add(token);
                    chosen.add(new TokenTrie.Entry(bytes, token));
                }
            }
            TokenTrie all = new TokenTrie(entries);
            TokenTrie part = all.only(set);
            if (chosen.isEmpty()) {
                assertThat(part).isNull();
                continue;
            }
            assertThat(described(Objects.requireNonNull(part))).isEqualTo(described(new TokenTrie(chosen)));
            assertThat(described(new TokenTrie(all.entries()))).isEqualTo(described(all));
        }
    }

    @Test
    void aStringIsClosedByTheFirstQuotationMarkWithoutABackslash() {
        List<String> tokens = List.of("abc", "ab\":", "\"", "\\\"x\",1", "\\\\\"]");
        List<TokenTrie.Entry> entries = new ArrayList<>();
        for (int token = 0; token < tokens.size(); token++) {
            entries.add(new TokenTrie.Entry(tokens.get(token).getBytes(StandardCharsets.UTF_8), token));
        }
        QuoteRests rests = new QuoteRests(entries, tokens.size());
        TokenSet every = new TokenSet(tokens.size());
        for (int token = 0; token < tokens.size(); token++) {
            every.add(token);
        }
        assertThat(Objects.requireNonNull(rests.of(every)).entries())
                .extracting(entry -> entry.token() + " " + new String(entry.bytes(), StandardCharsets.UTF_8))
                .containsExactly("3 ,1", "1 :", "4 ]");
        TokenTrie trie = new TokenTrie(entries);
        assertThat(rests.isClosedAt(trie, trie.find(new byte[] {'\\', '"'}, 0))).isFalse();
        assertThat(rests.isClosedAt(trie, trie.find(new byte[] {'\\', '"', 'x', '"'}, 0)))
                .isTrue();
        assertThat(rests.isClosedAt(trie, trie.find(new byte[] {'a', 'b', '"'}, 0)))
                .isTrue();
    }

    /** Nodes in their order: label, depth, end, longest, own numbers. */
    private static List<String> described(TokenTrie trie) {
        List<String> nodes = new ArrayList<>();
        for (int node = 0; node < trie.nodes(); node++) {
            List<Integer> own = new ArrayList<>();
            for (int place = trie.firstToken(node); place < trie.endOfOwn(node); place++) {
                own.add(trie.token(place));
            }
            nodes.add((node == 0 ? 0 : trie.label(node)) + " " + trie.depth(node) + " " + trie.end(node) + " " + own);
        }
        return nodes;
    }
}
