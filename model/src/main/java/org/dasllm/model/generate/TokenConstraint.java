package org.dasllm.model.generate;

/** What one answer is bound to, token by token. It keeps where the answer is: one sequence, one constraint. */
public interface TokenConstraint {

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

    /** Whether a stop text may end the answer behind the token that was taken last. */
    default boolean stoppable() {
        return true;
    }
}
