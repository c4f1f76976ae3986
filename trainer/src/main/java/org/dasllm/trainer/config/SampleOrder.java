package org.dasllm.trainer.config;

/** In which order an epoch sees its samples. */
public enum SampleOrder {
    /** Shuffled. */
    SHUFFLED,
    /**
     * Shuffled, then sorted by length within windows of 50 steps, and the steps shuffled within them, so that a step's samples
     * are of similar length. Nothing is padded either way, so it saves no work here: micro-batches are filled more evenly,
     * the run's longest step comes first, which shows at once whether memory suffices, and a run can be compared with one of
     * a library that groups by length.
     */
    BY_LENGTH
}
