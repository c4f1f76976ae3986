package org.dasllm.schema.mask;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dasllm.schema.text.Kinds;
import org.dasllm.schema.text.TextTerminal;

/**
 * Tokens of a few whole characters that a JSON string holds as they are, and of one length.
 *
 * @param kinds of the characters; each token has characters of all of them and of no other
 * @param length of each token, in characters
 */
record TokenGroup(int kinds, int length, TokenTrie trie) {
    /** Longer tokens, in characters, are in no group. */
    private static final int LONGEST = TextTerminal.FARTHEST;

    /** Fewer tokens are no group: a walk through a tree for each would take longer than one through all. */
    private static final int FEWEST = 16;

    /** What the tokens of a group have in common. */
    private record Key(int kinds, int length) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return kinds == other.kinds ? Integer.compare(length, other.length) : Integer.compare(kinds, other.kinds);
        }
    }

    /**
     * Groups tokens.
     *
     * @param others gets the tokens that are in no group
     */
    static List<TokenGroup> of(List<TokenTrie.Entry> entries, List<TokenTrie.Entry> others) {
        Map<Key, List<TokenTrie.Entry>> byKey = new TreeMap<>();
        for (TokenTrie.Entry entry : entries) {
            Key key = key(entry.bytes());
            (key.kinds == 0 || key.length > LONGEST ? others : byKey.computeIfAbsent(key, any -> new ArrayList<>()))
                    .add(entry);
        }
        List<TokenGroup> groups = new ArrayList<>();
        byKey.forEach((key, own) -> {
            if (own.size() < FEWEST) {
                others.addAll(own);
                return;
            }
            groups.add(new TokenGroup(key.kinds, key.length, TokenTrie.ofCharacters(own)));
        });
        return groups;
    }

    private static Key key(byte[] written) {
        String text = new String(written, StandardCharsets.UTF_8);
        int length = text.codePointCount(0, text.length());
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), written)) {
            return new Key(0, length);
        }
        int kinds = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int kind = Kinds.of(c);
            if (kind == 0) {
                return new Key(0, length);
            }
            kinds |= kind;
            i += Character.charCount(c);
        }
        return new Key(kinds, length);
    }
}
