package org.dasllm.engine.schedule;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dasllm.model.generate.GenerationOptions;
import org.dasllm.model.generate.TokenConstraint;

/**
 * What is to be generated.
 *
 * @param prompt token ids; fewer than the scheduler's context
 * @param options limits and sampling
 * @param choices how many answers are wanted, each with draws of its own
 * @param alternatives for tokens' probabilities: how many alternatives to tell beside each; empty for no probabilities
 * @param constraint gives for every answer what it is bound to, before its first token
 * @param decode the text of tokens, where it is another than the scheduler's
 */
public record GenerationRequest(
        int[] prompt,
        GenerationOptions options,
        int choices,
        OptionalInt alternatives,
        Optional<Supplier<TokenConstraint>> constraint,
        Optional<Function<int[], String>> decode) {

    /** A request for one answer that is bound to nothing. */
    public GenerationRequest(int[] prompt, GenerationOptions options, OptionalInt alternatives) {
        this(prompt, options, 1, alternatives, Optional.empty(), Optional.empty());
    }
}
