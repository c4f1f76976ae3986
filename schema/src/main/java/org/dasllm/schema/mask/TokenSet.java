package org.dasllm.schema.mask;

import java.util.Arrays;

/** Which of the tokens from 0 to {@code size - 1} are in a set. */
public final class TokenSet {
    private final long[] words;
    private final int size;

    TokenSet(int size) {
        this.size = size;
        this.words = new long[(size + 63) / 64];
    }

    void add(int token) {
        words[token >> 6] |= 1L << token;
    }

    void addAll(int[] tokens) {
        for (int token : tokens) {
            add(token);
        }
    }

    void addAll(long[] other) {
        for (int i = 0; i < other.length; i++) {
            words[i] |= other[i];
        }
    }

    /** The tokens of a node's own byte string. */
    void addOwn(TokenTrie trie, int node) {
        for (int place = trie.firstToken(node); place < trie.endOfOwn(node); place++) {
            add(trie.token(place));
        }
    }

    /** All tokens of a node's subtree. */
    void addAll(TokenTrie trie, int node) {
        for (int place = trie.firstToken(node); place < trie.endOfAll(node); place++) {
            add(trie.token(place));
        }
    }

    /** Takes those of another set out. */
    void removeAll(TokenSet other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= ~other.words[i];
        }
    }

    /** The tokens in their order. */
    int[] tokens() {
        int[] tokens = new int[count()];
        int at = 0;
        for (int word = 0; word < words.length; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                tokens[at++] = word * 64 + Long.numberOfTrailingZeros(bits);
            }
        }
        return tokens;
    }

    long[] words() {
        return words;
    }

    /** Whether a token is in the set; none outside of the vocabulary is. */
    public boolean contains(int token) {
        return token >= 0 && token < size && (words[token >> 6] & (1L << token)) != 0;
    }

    /**
     * Gives all tokens that are not in the set a logit of negative infinity.
     *
     * @param logits one per token; tokens beyond the set's size are not in it
     * @return whether any token keeps its own
     */
    public boolean maskOthers(float[] logits) {
        long any = 0;
        for (int word = 0; word * 64 < logits.length; word++) {
            long bits = word < words.length ? words[word] : 0;
            int end = Math.min(logits.length, word * 64 + 64);
            any |= bits;
            if (bits == 0) {
                Arrays.fill(logits, word * 64, end, Float.NEGATIVE_INFINITY);
            } else if (bits != -1L) {
                for (int token = word * 64; token < end; token++) {
                    if ((bits & (1L << token)) == 0) {
                        logits[token] = Float.NEGATIVE_INFINITY;
                    }
                }
            }
        }
        return any != 0;
    }

    public int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }
}
