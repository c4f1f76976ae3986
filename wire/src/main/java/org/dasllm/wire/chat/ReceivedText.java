package org.dasllm.wire.chat;

import java.time.Duration;
import java.util.Optional;

/**
 * A response that arrived whole and is text.
 *
 * @param status of HTTP
 * @param body without a byte order mark and blanks before it
 * @param retryAfter how long the server asks to be left alone
 */
public record ReceivedText(int status, String body, Optional<Duration> retryAfter) {

    public boolean success() {
        return status >= 200 && status < 300;
    }
}
