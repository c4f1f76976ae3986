package org.dasllm.wire.http;

import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server to which requests are relayed. Its connections are on the threads of those of the clients, so that a piece of a body changes
 * no thread on its way.
 */
public final class Upstream {
    /** Small, so that a slow client is felt by the server soon and little waits in memory. */
    private static final int WINDOW_BYTES = 256 << 10;

    private final URI base;
    private final Duration connectTimeout;
    private final SSLContext trusted;
    private final Optional<Duration> deadline;
    private final Optional<Duration> silence;
    private @Nullable Vertx vertx;
    private @Nullable ClientAgents agents;

    /**
     * Connects to nothing yet.
     *
     * @param base whose scheme is http or https; its path comes before the request's
     * @param connectTimeout how long it may take to connect, and then to agree on TLS
     * @param trusted decides which servers are trusted
     * @param deadline how long a whole exchange may take
     * @param silence how long nothing may come from the server while the client waits for something
     */
    public Upstream(
            URI base,
            Duration connectTimeout,
            SSLContext trusted,
            Optional<Duration> deadline,
            Optional<Duration> silence) {
        this.base = base;
        this.connectTimeout = connectTimeout;
        this.trusted = trusted;
        this.deadline = deadline;
        this.silence = silence;
    }

    /** One for each server of ours. */
    synchronized ClientAgents agents(Vertx asking) {
        ClientAgents there = agents;
        if (there == null || vertx != asking) {
            there = new ClientAgents(asking, connectTimeout, trusted, 0, WINDOW_BYTES);
            agents = there;
            vertx = asking;
        }
        return there;
    }

    URI base() {
        return base;
    }

    /** The server's own path before the one that was asked for, which may come with a scheme and a host before it. */
    String target(String asked) {
        String path = asked;
        if (!path.startsWith("/")) {
            int host = path.indexOf("://");
            int slash = host < 0 ? -1 : path.indexOf('/', host + 3);
            path = slash < 0 ? (host < 0 ? path : "/") : path.substring(slash);
        }
        String before = base.getRawPath() == null ? "" : base.getRawPath();
        return before.endsWith("/") ? before.substring(0, before.length() - 1) + path : before + path;
    }

    Optional<Duration> deadline() {
        return deadline;
    }

    Optional<Duration> silence() {
        return silence;
    }
}
