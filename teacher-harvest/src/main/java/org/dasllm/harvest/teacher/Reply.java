package org.dasllm.harvest.teacher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.sample.AnswerToken;
import org.jspecify.annotations.Nullable;

/** What came of sending a request once. */
public sealed interface Reply {

    /**
     * An answer.
     *
     * @param finishReason why it ended, in the server's word, such as {@code stop} or {@code length}; null where not told
     * @param model the model that answered, as the server names it; null where not told
     * @param promptTokens null where not told
     * @param completionTokens null where not told
     * @param tokens the answer's tokens with the likeliest ones of their places; null where not told
     */
    record Answered(
            String content,
            @Nullable String finishReason,
            @Nullable String model,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens,
            @Nullable List<AnswerToken> tokens)
            implements Reply {}

    /**
     * No answer.
     *
     * @param status the HTTP status; null where there was no response
     * @param reason a few words, in one line
     * @param retryAfter how long the server asks to be left alone
     * @param raw the start of a response that may have been paid for and could not be read
     */
    record Failed(
            Remedy remedy,
            @Nullable Integer status,
            String reason,
            Optional<Duration> retryAfter,
            @Nullable String raw) implements Reply {}

    /** What helps against a failure. */
    enum Remedy {
        /** Sending it again; where that does not help, this sample fails. */
        RETRY,
        /** Sending it again; where that does not help, the teacher is gone and nothing more need be sent. */
        RECONNECT,
        /** Nothing, for this sample. */
        NONE,
        /** Nothing, for any sample: the key, the address or the model is wrong. */
        STOP
    }
}
