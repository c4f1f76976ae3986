package org.dasllm.schema.mask;

import java.util.ArrayList;
import java.util.List;
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

    /** @param names gets tokens that may follow if the name that they complete is new */
    void add(TokenTrie trie, Frame below, boolean named, TokenSet allowed, List<Integer> names) {
        Question question = new Question(trie, below, named);
        Answer answer = known.get(question);
        if (answer == null) {
            answer = answer(question);
            if (known.size() >= MOST) {
                known.clear();
            }
            known.put(question, answer);
        }
        for (int token : answer.allowed) {
            allowed.add(token);
        }
        for (int token : answer.named) {
            names.add(token);
        }
    }

    private Answer answer(Question question) {
        TokenSet allowed = new TokenSet(size);
        List<Integer> names = new ArrayList<>();
        walk.from(question.trie, question.below, question.named, allowed, names);
        return new Answer(
                allowed.tokens(), names.stream().mapToInt(Integer::intValue).toArray());
    }
}
