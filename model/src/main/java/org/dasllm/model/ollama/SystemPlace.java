package org.dasllm.model.ollama;

/** Where a conversation has its system text. */
enum SystemPlace {
    /** Before the first turn, in a block of its own. */
    BLOCK,
    /** At the beginning of what the user says first. */
    FIRST_QUESTION,
    /** At the beginning of what the user says last. */
    LAST_QUESTION,
    /** The template refuses it. */
    NOWHERE
}
