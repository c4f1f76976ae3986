package org.dasllm.engine.schedule;

import java.util.Optional;
import java.util.OptionalInt;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.TokenConstraint;

/**
 * What is to be generated.
 *
 * @param prompt token ids; fewer than the scheduler's context
 * @param options limits and sampling
 * @param alternatives for tokens' probabilities: how many alternatives to tell beside each; empty for no probabilities
 * @param constraint what the answer is bound to, before its first token
 */
public record GenerationRequest(
        int[] prompt, GenerationOptions options, OptionalInt alternatives, Optional<TokenConstraint> constraint) {

    /** A request for an answer that is bound to nothing. */
    public GenerationRequest(int[] prompt, GenerationOptions options, OptionalInt alternatives) {
        this(prompt, options, alternatives, Optional.empty());
    }
}
