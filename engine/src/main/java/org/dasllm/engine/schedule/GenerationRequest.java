package org.dasllm.engine.schedule;

import java.util.OptionalInt;
import org.dasllm.model.generate.GenerationOptions;

/**
 * What is to be generated.
 *
 * @param prompt token ids; fewer than the scheduler's context
 * @param options limits and sampling
 * @param alternatives for tokens' probabilities: how many alternatives to tell beside each; empty for no probabilities
 */
public record GenerationRequest(int[] prompt, GenerationOptions options, OptionalInt alternatives) {}
