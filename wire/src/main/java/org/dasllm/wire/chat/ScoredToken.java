package org.dasllm.wire.chat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A token of an answer and how probable the model thought it.
 *
 * @param text what it writes; U+FFFD where it is a part of a character
 * @param bytes its UTF-8, 0 to 255 each; empty where the server does not tell
 * @param logProbability the natural logarithm of its probability, at temperature 1; empty where it is not told
 * @param alternatives the most probable tokens at its place; empty where none were asked for, and for an alternative itself
 */
public record ScoredToken(
        String text, Optional<List<Integer>> bytes, OptionalDouble logProbability, List<ScoredToken> alternatives) {
    public ScoredToken {
        bytes = bytes.map(List::copyOf);
        alternatives = List.copyOf(alternatives);
    }
}
