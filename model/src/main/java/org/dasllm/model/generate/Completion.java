package org.dasllm.model.generate;

/**
 * An answer.
 *
 * @param tokens what the model generated, without the token that ended it
 * @param text their text, up to a stop text
 * @param reason why it ended
 * @param promptTokens length of the prompt
 */
public record Completion(int[] tokens, String text, FinishReason reason, int promptTokens) {}
