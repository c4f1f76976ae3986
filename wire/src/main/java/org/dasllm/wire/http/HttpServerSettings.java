package org.dasllm.wire.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a server listens, and what a client may take of it. Every deadline is for the whole: a client that sends or reads a byte
 * now and then gains nothing by it.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for a free one
 * @param tls for HTTPS; empty for HTTP
 * @param headerDeadline how long a request's head may take, from its first byte, or from the connection's beginning for the first
 * @param bodyDeadline how long a request's body may take, from the head's end
 * @param writeDeadline how long a client may leave unread what waits for it
 * @param maxConnections how many clients may be connected; more are cut off at once
 */
public record HttpServerSettings(
        String host,
        int port,
        Optional<TlsFiles> tls,
        Duration headerDeadline,
        Duration bodyDeadline,
        Duration writeDeadline,
        int maxConnections) {}
