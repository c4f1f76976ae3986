package org.dasllm.wire.http;

import org.jspecify.annotations.Nullable;

/**
 * Why there is no reply, or not all of it.
 *
 * @param words what the library or the operating system says, empty where that is nothing; the status as a number where a proxy refused
 * @param cause where {@code words} are not enough
 */
public record CallFailure(Kind kind, String words, @Nullable Throwable cause) {

    /** Where it failed. */
    public enum Kind {
        /** The server's name, or its proxy's, is not known. */
        NAME_UNKNOWN,
        NOT_CONNECTED,
        CONNECT_TIMED_OUT,
        /** A proxy does not connect to the server. */
        PROXY_REFUSED,
        /** TLS was not agreed on, or broke; the cause is an {@link javax.net.ssl.SSLException}. */
        TLS,
        /** What came is no head of HTTP. */
        NOT_HTTP,
        /** The server closed the connection before the reply's head was there. */
        CLOSED_BEFORE_HEAD,
        /** The server closed the connection within the reply. */
        CLOSED_WITHIN_BODY,
        /** The deadline passed, or the longest silence. */
        TIMED_OUT,
        BROKEN
    }
}
