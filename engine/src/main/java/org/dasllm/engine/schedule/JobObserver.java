package org.dasllm.engine.schedule;

import org.dasllm.model.generate.FinishReason;

/** Follows how one job goes, on the scheduler's thread: it must neither block nor throw. */
public interface JobObserver {
    /**
     * The job has got its first slot; once, however many answers it has.
     *
     * @param promptTokens of its prompt
     * @param reusedTokens how many of those the slot held already, so that they are not computed
     */
    default void started(int promptTokens, int reusedTokens) {}

    /** So many tokens more were generated. */
    default void generated(int tokens) {}

    /** The answer is complete. */
    default void finished(FinishReason reason) {}
}
