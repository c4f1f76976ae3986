package org.dasllm.model.chat;

/** Which answers of a conversation a model learns. */
public enum Answers {
    /** The last one, which is the sample's completion. */
    LAST,
    /** That one, and every message of the assistant before it. */
    EVERY
}
