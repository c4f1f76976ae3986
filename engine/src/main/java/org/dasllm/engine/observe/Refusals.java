package org.dasllm.engine.observe;

import java.util.Locale;
import org.dasllm.wire.chat.RequestRefusal;

/** Why requests are refused, in words of which there are few. */
final class Refusals {
    private Refusals() {}

    /** Such as {@code invalid}, {@code rate_limited} or {@code deadline_exceeded}. */
    static String reason(RequestRefusal refusal) {
        return switch (refusal.kind()) {
            case RATE_LIMITED, UNAVAILABLE -> refusal.code().orElse("unavailable");
            default -> refusal.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}
