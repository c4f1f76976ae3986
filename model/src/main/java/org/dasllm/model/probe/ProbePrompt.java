package org.dasllm.model.probe;

/**
 * A prompt that a model is asked to see what it makes of it.
 *
 * @param name the id of its sample, or such as {@code neutral 1}
 * @param ids its tokens
 */
public record ProbePrompt(String name, int[] ids) {}
