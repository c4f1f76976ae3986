package org.dasllm.engine.schedule;

import java.util.List;

/**
 * A generated token and how probable the model thought it, before temperature and nucleus.
 *
 * @param token its id
 * @param logProbability the natural logarithm of its probability; -9999 or more, so that it is a number in any case
 * @param alternatives the most probable tokens at its place, the most probable first; empty where none were asked for
 */
public record TokenProbability(int token, double logProbability, List<TokenProbability> alternatives) {
    public TokenProbability {
        alternatives = List.copyOf(alternatives);
    }
}
