package org.dasllm.wire.http;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server's connections. */
final class Connections {
    /** Longer than the pools of common clients keep a connection, so that it is they who end it and not one request fails for it. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(2);

    private final HttpServerConfig config;
    private final Map<String, ConnectionGuard> byRemote = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean draining;

    Connections(HttpServerConfig config) {
        this.config = config;
    }

    boolean enter(ConnectionGuard guard, String key) {
        if (number.incrementAndGet() > config.maxConnections()) {
            number.decrementAndGet();
            return false;
        }
        byRemote.put(key, guard);
        return true;
    }

    void leave(ConnectionGuard guard, String key) {
        if (byRemote.remove(key, guard)) {
            number.decrementAndGet();
        }
    }

    Optional<ConnectionGuard> of(io.vertx.core.net.@Nullable SocketAddress remote) {
        return remote == null
                ? Optional.empty()
                : Optional.ofNullable(byRemote.get(ConnectionGuard.key(remote.hostAddress(), remote.port())));
    }

    Duration headerDeadline() {
        return Duration.ofSeconds(config.headerSeconds());
    }

    Duration keepAlive() {
        return KEEP_ALIVE;
    }

    boolean draining() {
        return draining;
    }

    void drain() {
        draining = true;
        byRemote.values().forEach(ConnectionGuard::closeIfIdle);
    }
}
