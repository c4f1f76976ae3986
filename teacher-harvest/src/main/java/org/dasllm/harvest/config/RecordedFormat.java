package org.dasllm.harvest.config;

/** In which layout a row of recorded traffic has its conversation and its answer. */
public enum RecordedFormat {
    /** By the first rows; a file that could be read in two ways is refused. */
    AUTO,
    /** A column for the text or the conversation, and one for the label. */
    COLUMNS,
    /**
     * OpenAI's and Anthropic's messages: fine-tuning files, requests with their responses, stored completions, batches, and pairs of
     * preferences, of which the preferred answer is read.
     */
    MESSAGES,
    /** {@code contents} of Gemini: tuning files, and requests with their responses. */
    GEMINI,
    /** {@code conversations} of turns {@code from} and {@code value}. */
    SHAREGPT,
    /** {@code instruction}, {@code input} and {@code output}. */
    ALPACA
}
