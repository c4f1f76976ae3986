package org.dasllm.wire.received;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.ChatEvent;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefusal.Kind;

/** What ends a stream before its answer has ended. */
public final class StreamFailure {
    private static final int FAULT = 500;
    private static final int BAD_GATEWAY = 502;

    private StreamFailure() {}

    /**
     * What the server says.
     *
     * @param status the HTTP status that it stands for
     * @param code a word that programs can compare
     */
    public static ChatEvent of(int status, String message, Optional<String> code) {
        Kind kind = switch (status) {
            case 401, 402, 403 -> Kind.UNAUTHENTICATED;
            case 404 -> Kind.NOT_FOUND;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> Kind.RATE_LIMITED;
            case 503, 529 -> Kind.UNAVAILABLE;
            default -> status >= FAULT ? Kind.FAULT : Kind.INVALID;
        };
        String told = message.isBlank() ? "the server broke the answer off" : message;
        return new ChatEvent.Failed(new RequestRefusal(kind, status, told, Optional.empty(), code, Optional.empty()));
    }

    /** What the server says, in whatever form. */
    public static ChatEvent of(ServerError error) {
        return of(
                error.status(200, false).orElse(FAULT),
                error.message(),
                error.words().stream().findFirst());
    }

    /** The stream ended, and the answer had not. */
    public static List<ChatEvent> brokenOff() {
        return List.of(of(BAD_GATEWAY, "the answer broke off before its end", Optional.empty()));
    }

    /** A piece of it is not JSON. */
    public static List<ChatEvent> unreadable() {
        return List.of(of(BAD_GATEWAY, "a piece of the answer is not valid JSON", Optional.empty()));
    }
}
