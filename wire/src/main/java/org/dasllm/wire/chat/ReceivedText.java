package org.dasllm.wire.chat;

import java.time.Duration;
import java.util.Optional;

/**
 * A response that arrived whole and is text.
 *
 * @param status of HTTP
 * @param body without a byte order mark and blanks before it
 * @param retryAfter how long the server asks to be left alone
 * @param requestId the vendor's name for the exchange, which its support asks for
 */
public record ReceivedText(int status, String body, Optional<Duration> retryAfter, Optional<String> requestId) {

    /** Without a request's id. */
    public ReceivedText(int status, String body, Optional<Duration> retryAfter) {
        this(status, body, retryAfter, Optional.empty());
    }

    public boolean success() {
        return status >= 200 && status < 300;
    }
}
