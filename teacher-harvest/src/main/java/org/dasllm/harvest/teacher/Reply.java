package org.dasllm.harvest.teacher;

import com.fasterxml.jackson.databind.JsonNode;
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
     * @param tokens the answer's tokens with the likeliest ones of their places; null where not told. A place whose
     *     log-probabilities could not be read has no likeliest tokens
     * @param message the server's message where it holds more than the text, such as reasoning or tool calls; null
     *     elsewhere
     */
    record Answered(
            String content,
            @Nullable String finishReason,
            @Nullable String model,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens,
            @Nullable List<AnswerToken> tokens,
            @Nullable JsonNode message)
            implements Reply {

        /** An answer that is nothing but text. */
        public Answered(
                String content,
                @Nullable String finishReason,
                @Nullable String model,
                @Nullable Long promptTokens,
                @Nullable Long completionTokens,
                @Nullable List<AnswerToken> tokens) {
            this(content, finishReason, model, promptTokens, completionTokens, tokens, null);
        }
    }

    /**
     * No answer.
     *
     * @param status the HTTP status, or the one that an error within a response of 200 stands for; null where there was
     *     no response
     * @param reason a few words, in one line
     * @param retryAfter how long the server asks to be left alone
     * @param raw the start of a response that may have been paid for and could not be read
     * @param advice what the user can do, a sentence without its full stop; null where nothing particular is known
     */
    record Failed(
            Remedy remedy,
            @Nullable Integer status,
            String reason,
            Optional<Duration> retryAfter,
            @Nullable String raw,
            @Nullable String advice)
            implements Reply {

        /** A failure without particular advice. */
        public Failed(
                Remedy remedy,
                @Nullable Integer status,
                String reason,
                Optional<Duration> retryAfter,
                @Nullable String raw) {
            this(remedy, status, reason, retryAfter, raw, null);
        }
    }

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
