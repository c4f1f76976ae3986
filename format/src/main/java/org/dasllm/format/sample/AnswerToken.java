package org.dasllm.format.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token of a completion as its teacher chose it, with the likeliest tokens of that place: what OpenAI's wire format calls
 * {@code logprobs.content}.
 *
 * @param text the token's text
 * @param bytes its UTF-8, 0 to 255 each; null where the server did not tell. A token may be a part of a character
 * @param top the likeliest tokens, in any order; the chosen one need not be among them
 */
public record AnswerToken(String text, @Nullable List<Integer> bytes, List<Alternative> top) {

    /**
     * One of the likeliest tokens.
     *
     * @param logProbability natural logarithm, at temperature 1
     */
    public record Alternative(String text, @Nullable List<Integer> bytes, double logProbability) {
        public Alternative {
            bytes = bytes == null ? null : List.copyOf(bytes);
        }
    }

    public AnswerToken {
        bytes = bytes == null ? null : List.copyOf(bytes);
        top = List.copyOf(top);
    }
}
