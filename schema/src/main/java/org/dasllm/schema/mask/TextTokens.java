package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dasllm.schema.text.Kinds;
import org.dasllm.schema.text.TextTerminal;

/**
 * What follows for the groups of tokens where a text goes on with characters of some kinds.
 *
 * @param allowed tokens that may follow as they are, as bits
 * @param goingOn groups of longer tokens of these kinds
 * @param others groups with characters of other kinds too
 */
record TextTokens(long[] allowed, List<TokenGroup> goingOn, List<TokenGroup> others) {
    /** Answers that are remembered. */
    private static final int MOST = 2_000;

    /** Sets that are remembered, each of a bit per token. */
    private static final int MOST_SETS = 500;

    /**
     * What decides.
     *
     * @param kinds that go on
     * @param usable kinds that the text has at all
     * @param certain how many characters of {@code kinds} may follow whatever they are
     * @param possible how many of them can follow at all
     */
    private record Key(int kinds, int usable, int certain, int possible) {}

    /** The groups of a vocabulary, for many threads. */
    static final class Groups {
        private final List<TokenGroup> groups;
        private final int size;
        private final Map<Key, TextTokens> known = new ConcurrentHashMap<>();
        /** By kinds and a length, the tokens of these kinds that are not longer, as bits. */
        private final Map<List<Integer>, long[]> upTo = new ConcurrentHashMap<>();

        /** @param size how many tokens there are at all */
        Groups(List<TokenGroup> groups, int size) {
            this.groups = List.copyOf(groups);
            this.size = size;
            // What most strings need is there before the first request.
            upTo(Kinds.ALL, TextTerminal.FARTHEST);
        }

        TextTokens of(int kinds, int usable, int certain, int possible) {
            Key key = new Key(kinds, usable, certain, possible);
            TextTokens tokens = known.get(key);
            if (tokens == null) {
                tokens = make(key);
                if (known.size() >= MOST) {
                    known.clear();
                }
                known.put(key, tokens);
            }
            return tokens;
        }

        private TextTokens make(Key key) {
            List<TokenGroup> goingOn = new ArrayList<>();
            List<TokenGroup> others = new ArrayList<>();
            for (TokenGroup group : groups) {
                if ((group.kinds() & ~key.usable) != 0) {
                    continue; // each of its tokens has a character that is in no text
                }
                if ((group.kinds() & ~key.kinds) != 0) {
                    others.add(group);
                } else if (group.length() > key.certain && group.length() <= key.possible) {
                    goingOn.add(group);
                }
            }
            return new TextTokens(upTo(key.kinds, key.certain), goingOn, others);
        }

        private long[] upTo(int kinds, int length) {
            long[] found = upTo.get(List.of(kinds, length));
            if (found != null) {
                return found;
            }
            TokenSet set = new TokenSet(size);
            if (length > 0) {
                set.addAll(upTo(kinds, length - 1));
            }
            for (TokenGroup group : groups) {
                if (group.length() == length && (group.kinds() & ~kinds) == 0) {
                    set.addAll(group.trie(), 0);
                }
            }
            if (upTo.size() >= MOST_SETS) {
                upTo.clear();
            }
            upTo.put(List.of(kinds, length), set.words());
            return set.words();
        }
    }
}
