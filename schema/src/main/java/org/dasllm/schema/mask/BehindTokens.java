package org.dasllm.schema.mask;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.dasllm.schema.automaton.Frame;

/**
 * Which of the tokens that go on behind the end of a text or rule may follow, by what lies below it. It is the same at most places of a text, one behind
 * the other, so the last answers are remembered; for many threads.
 */
final class BehindTokens {
    /** Answers that are remembered, mostly of a few hundred tokens each. */
    private static final int MOST = 64;

    private final PlaceWalk walk;
    private final int size;
    private final Map<Question, Answer> known = new ConcurrentHashMap<>();

    /**
     * What decides.
     *
     * @param trie what the tokens have left; the same tree only if it is one object
     * @param named whether they have completed a name that must not have come before
     */
    private record Question(TokenTrie trie, Frame below, boolean named) {}

    private record Answer(int[] allowed, int[] named) {}

    /** @param size how many tokens there are at all */
    BehindTokens(PlaceWalk walk, int size) {
        this.walk = walk;
        this.size = size;
    }

    /** @param named gets tokens that may follow if the name that they complete is new */
    void add(TokenTrie trie, Frame below, boolean name, TokenSet allowed, TokenSet named) {
        Question question = new Question(trie, below, name);
        Answer answer = known.get(question);
        if (answer == null) {
            answer = answer(question);
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(question, answer);
        }
        allowed.addAll(answer.allowed);
        named.addAll(answer.named);
    }

    private Answer answer(Question question) {
        TokenSet allowed = new TokenSet(size);
        TokenSet named = new TokenSet(size);
        walk.from(question.trie, question.below, question.named, allowed, named);
        return new Answer(allowed.tokens(), named.tokens());
    }
}
