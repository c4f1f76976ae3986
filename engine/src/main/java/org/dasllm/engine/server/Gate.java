package org.dasllm.engine.server;

import java.time.Duration;
import java.util.Optional;
import org.dasllm.engine.access.Caller;
import org.dasllm.engine.access.Keys;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/** Lets requests in: whose they are, whether their key has something left, and how long they may take. */
final class Gate {
    /** Seconds that a request may take, as clients of Google's interfaces send it; other vendors have no header for it. */
    static final String TIMEOUT = "x-server-timeout";

    private final Keys keys;
    private final Duration deadline;

    /** @param deadline the longest that any request may take */
    Gate(Keys keys, Duration deadline) {
        this.keys = keys;
        this.deadline = deadline;
    }

    /**
     * Finds out whose request it is, and notes it.
     *
     * @throws RequestRefused with status 401 where it has no key, or a wrong one
     */
    Caller require(ServerRequest request, AnswerWriter reply) {
        WireFormat format = WireFormats.of(request);
        Caller caller = keys.require(name ->
                name.equalsIgnoreCase(WireFormat.AUTHORIZATION) ? format.authorization(request) : request.header(name));
        reply.served().by(caller);
        return caller;
    }

    /**
     * Counts a request that is to be answered by the model, and tells the client what is left.
     *
     * @throws RequestRefused with status 429 where one of the key's limits is reached
     */
    void enter(Caller caller, ServerRequest request, ServerReply http) {
        try {
            http.onOver(caller.enter());
        } finally {
            WireFormats.of(request).left(caller.allowance()).forEach(http::header);
        }
    }

    /** How long a request may take: what the client wants, if that is less than the server's own deadline. */
    Duration deadline(ServerRequest request) {
        return request.header(TIMEOUT)
                .flatMap(Gate::seconds)
                .filter(own -> own.compareTo(deadline) < 0)
                .orElse(deadline);
    }

    private static Optional<Duration> seconds(String text) {
        try {
            double seconds = Double.parseDouble(text.strip());
            return seconds > 0 && seconds < 1e6
                    ? Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1000)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
