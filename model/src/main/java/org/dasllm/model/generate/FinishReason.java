package org.dasllm.model.generate;

/** Why an answer ended. */
public enum FinishReason {
    /** The model ended it, or a stop text did. */
    STOP,
    /** The limit of new tokens, or the end of the context. */
    LENGTH
}
