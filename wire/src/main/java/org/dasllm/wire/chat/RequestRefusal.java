package org.dasllm.wire.chat;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a server does not answer a request.
 *
 * @param status the HTTP status that says so
 * @param message a sentence for whoever sent the request
 * @param parameter what of the request it is about, in the protocol's name for it, such as {@code messages[0].role}
 * @param code a word that programs can compare, such as {@code context_length_exceeded}
 * @param retryAfter when the same request may be sent again; empty where waiting does not help
 */
public record RequestRefusal(
        Kind kind,
        int status,
        String message,
        Optional<String> parameter,
        Optional<String> code,
        Optional<Duration> retryAfter) {

    /** What the protocols tell apart. */
    public enum Kind {
        /** Something is wrong with what was asked, or how. */
        INVALID,
        /** No key, or a wrong one. */
        UNAUTHENTICATED,
        /** A key that is known and does not allow this. */
        FORBIDDEN,
        /** No such model or address. */
        NOT_FOUND,
        /** The body has too many bytes. */
        TOO_LARGE,
        /** Too much is asked at once. */
        RATE_LIMITED,
        /** The server does not answer for now. */
        UNAVAILABLE,
        /** Something broke in the server. */
        FAULT
    }
}
