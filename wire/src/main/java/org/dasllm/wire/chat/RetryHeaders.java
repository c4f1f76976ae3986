package org.dasllm.wire.chat;

import java.time.Duration;
import java.util.Map;

/** The headers that tell a client when to ask again. */
public final class RetryHeaders {
    private RetryHeaders() {}

    /** In whole seconds as HTTP has it (RFC 9110, 10.2.3), rounded up, and in the milliseconds that the vendors' clients read first. */
    public static Map<String, String> of(Duration wait) {
        long milliseconds = Math.max(1, wait.toMillis());
        return Map.of(
                "Retry-After", String.valueOf((milliseconds + 999) / 1000),
                "retry-after-ms", String.valueOf(milliseconds));
    }
}
