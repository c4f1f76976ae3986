package org.dasllm.harvest.config;

/** Where the right answer of a recorded row is, beside {@code gold_column}. */
public enum RecordedGold {
    /** Nowhere else. */
    NONE,
    /** The answer at the conversation's end is right. */
    ANSWER
}
