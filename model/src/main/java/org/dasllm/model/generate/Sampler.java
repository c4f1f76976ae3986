package org.dasllm.model.generate;

import org.dasllm.format.error.DasllmException;

/** Chooses the next token. One sequence, one sampler: it may keep state, such as a random generator's. */
public interface Sampler {

    /**
     * The token to follow.
     *
     * @param logits one per token of the vocabulary; the sampler may change them
     */
    int next(float[] logits);

    /** Whether it takes the most probable token always, so that the device can choose and no logits need be read. */
    default boolean takesLargest() {
        return false;
    }

    /** The most probable token; the lowest of equals. */
    static Sampler greedy() {
        return GreedySampler.ONLY;
    }

    /**
     * What the options ask for: greedy at temperature 0, else from the nucleus.
     *
     * @param stream tells apart the sequences of one seed
     */
    static Sampler of(GenerationOptions options, long stream) {
        if (options.temperature() == 0) {
            return greedy();
        }
        return new NucleusSampler(options.temperature(), options.topP(), options.seed() * 0x9e3779b97f4a7c15L + stream);
    }

    /** This sampler among the tokens that a constraint allows; the logits are needed then, even for the largest one. */
    default Sampler within(TokenConstraint constraint) {
        return new ConstrainedSampler(this, constraint);
    }

    /** Weights are finite when they are loaded; what is computed of them may still be too large. */
    static DasllmException notNumbers() {
        return DasllmException.input(
                "The model's logits are not numbers: with its weights, the computation overflows",
                "Fetch the model again, or use another");
    }
}
