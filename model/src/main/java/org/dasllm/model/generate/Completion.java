package org.dasllm.model.generate;

import java.util.OptionalDouble;

/**
 * An answer.
 *
 * @param tokens what the model generated, without the token that ended it
 * @param text their text, up to a stop text
 * @param reason why it ended
 * @param promptTokens length of the prompt
 * @param logProbability of all its tokens together and the one that ended it, by the model's own logits; the natural logarithm; empty
 *     where it was not asked for
 */
public record Completion(
        int[] tokens, String text, FinishReason reason, int promptTokens, OptionalDouble logProbability) {}
