package org.dasllm.model.generate;

/** What one answer is bound to, token by token. It keeps where the answer is: one sequence, one constraint. */
public interface TokenConstraint {

    /** The next {@link #mask} will be asked for soon: it may be computed on another thread until then. */
    default void prepare() {}

    /**
     * Gives every token that must not follow a logit of negative infinity. At least one token keeps its own: an end token, if
     * nothing else.
     *
     * @param logits one per token of the vocabulary
     */
    void mask(float[] logits);

    /**
     * Takes the token that follows. A mask may allow a token too many.
     *
     * @return whether the answer can go on behind it; where it cannot, the token is not taken and nothing has changed
     */
    boolean accept(int token);

    /**
     * Takes the tokens that follow the last one in any case, without being asked whether; often none. An end token is the last of
     * them.
     */
    default int[] forced() {
        return new int[0];
    }

    /** Whether a stop text may end the answer behind the token that was taken last. */
    default boolean stoppable() {
        return true;
    }
}
