package org.dasllm.wire.chat;

/** A setting of a request that not every protocol has. */
public enum Setting {
    /** {@link ChatRequest#choices()} other than one. */
    CHOICES,
    /** {@link ChatRequest#alternatives()}. */
    LOG_PROBABILITIES,
    /** {@link ChatRequest#maxTokens()}, which a protocol may also ask for. */
    MAX_TOKENS,
    /** {@link ChatRequest#format()}. */
    FORMAT,
    /** {@link ChatRequest#toolChoice()}. */
    TOOL_CHOICE,
    /** {@link ChatRequest#parallelToolCalls()}. */
    PARALLEL_TOOL_CALLS,
    /** {@link ChatRequest#thinking()}. */
    THINKING,
    TEMPERATURE,
    TOP_P,
    TOP_K,
    MIN_P,
    SEED,
    /** {@link Sampling#stop()}. */
    STOP,
    FREQUENCY_PENALTY,
    PRESENCE_PENALTY,
    REPETITION_PENALTY,
    LOGIT_BIAS
}
