package org.dasllm.model.generate;

import java.util.Optional;
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

    /** The logits are being computed: what is needed beside them may be made ready on another thread. */
    default void prepare() {}

    /**
     * The tokens that follow the last one in any case, so that no logits are needed for them; the last one may end the answer. Where this is not
     * asked, {@link #next} gives them one by one.
     */
    default int[] placed() {
        return new int[0];
    }

    /**
     * What the options ask for.
     *
     * @param stream tells apart the sequences of one seed
     * @param prompt the tokens before the answer
     * @param constraint what the answer is bound to
     */
    static Sampler of(GenerationOptions options, long stream, int[] prompt, Optional<TokenConstraint> constraint) {
        if (options.draw().temperature() == 0 && options.logits().equals(LogitOptions.NONE) && constraint.isEmpty()) {
            return greedy();
        }
        return new SequenceSampler(options.draw(), stream, new LogitChanges(options.logits(), prompt), constraint);
    }

    /** Weights are finite when they are loaded; what is computed of them may still be too large. */
    static DasllmException notNumbers() {
        return DasllmException.input(
                "The model's logits are not numbers: with its weights, the computation overflows",
                "Fetch the model again, or use another");
    }
}
