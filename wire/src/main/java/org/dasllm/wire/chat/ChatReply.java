package org.dasllm.wire.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came of sending a request once. */
public sealed interface ChatReply {

    /**
     * An answer.
     *
     * @param response with one choice at least
     * @param message the first choice's message where it holds more than its text, such as reasoning or tool calls, in the form of OpenAI's
     *     chat completions; null elsewhere
     */
    record Answered(ChatResponse response, @Nullable JsonNode message) implements ChatReply {}

    /**
     * No answer.
     *
     * @param status the HTTP status, or the one that an error within a response of 200 stands for; null where there was
     *     no response
     * @param reason a few words
     * @param retryAfter how long the server asks to be left alone
     * @param raw the response, where it may have been paid for and could not be read
     * @param advice what the user can do, a sentence without its full stop; there in any case where the remedy is to stop or to
     *     connect again, and null where nothing particular is known
     * @param requestId the vendor's name for the exchange, which its support asks for
     */
    record Failed(
            Remedy remedy,
            @Nullable Integer status,
            String reason,
            Optional<Duration> retryAfter,
            @Nullable String raw,
            @Nullable String advice,
            Optional<String> requestId)
            implements ChatReply {

        public Failed {
            if (advice == null && (remedy == Remedy.STOP || remedy == Remedy.RECONNECT)) {
                throw new IllegalArgumentException("a failure that ends everything, without advice: " + reason);
            }
        }

        /** Without a request's id. */
        public Failed(
                Remedy remedy,
                @Nullable Integer status,
                String reason,
                Optional<Duration> retryAfter,
                @Nullable String raw,
                @Nullable String advice) {
            this(remedy, status, reason, retryAfter, raw, advice, Optional.empty());
        }

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

    /** The same with the vendor's name for the exchange, where that is known. */
    default ChatReply withRequestId(Optional<String> requestId) {
        if (requestId.isEmpty()) {
            return this;
        }
        if (this instanceof Answered answered) {
            ChatResponse response = answered.response();
            return new Answered(
                    new ChatResponse(response.head().withRequestId(requestId), response.choices(), response.usage()),
                    answered.message());
        }
        Failed failed = (Failed) this;
        return new Failed(
                failed.remedy(),
                failed.status(),
                failed.reason(),
                failed.retryAfter(),
                failed.raw(),
                failed.advice(),
                requestId);
    }

    /** What helps against a failure. */
    enum Remedy {
        /** Sending it again; where that does not help, this request fails. */
        RETRY,
        /** Sending it again; where that does not help, the server is gone and nothing more need be sent. */
        RECONNECT,
        /** Nothing, for this request. */
        NONE,
        /** Nothing, for any request: the key, the address or the model is wrong. */
        STOP
    }
}
