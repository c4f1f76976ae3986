package org.dasllm.wire.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.dasllm.format.error.DasllmException;

/**
 * What clients may take of an HTTP server. A deadline is for the whole: sending or reading a byte now and then gains nothing.
 *
 * @param tlsCertificate a PEM file of the server's certificate, then of those between it and an authority, for HTTPS; HTTP is
 *     spoken where nothing is given
 * @param tlsKey a PEM file of the certificate's private key, without a password
 * @param headerSeconds how long a request's head may take to come
 * @param bodySeconds how long a request's body may take to come after its head
 * @param writeSeconds how long a client may leave unread what waits for it before it is cut off
 * @param maxConnections the most clients that are connected at the same time; more are cut off at once
 */
public record HttpServerConfig(
        Optional<String> tlsCertificate,
        Optional<String> tlsKey,
        @Default("10") int headerSeconds,
        @Default("60") int bodySeconds,
        @Default("60") int writeSeconds,
        @Default("4096") int maxConnections) {

    public HttpServerConfig {
        new Faults()
                .unless(
                        tlsCertificate.isPresent() == tlsKey.isPresent(),
                        tlsKey.isPresent() ? "tls_certificate" : "tls_key",
                        "is missing, and goes with the other")
                .unless(seconds(headerSeconds), "header_seconds", "is from 1 to 86400, not " + headerSeconds)
                .unless(seconds(bodySeconds), "body_seconds", "is from 1 to 86400, not " + bodySeconds)
                .unless(seconds(writeSeconds), "write_seconds", "is from 1 to 86400, not " + writeSeconds)
                .unless(
                        maxConnections >= 1 && maxConnections <= 1_000_000,
                        "max_connections",
                        "is from 1 to 1000000, not " + maxConnections)
                .refuse();
    }

    private static boolean seconds(int value) {
        return value >= 1 && value <= 86_400;
    }

    /** Whether HTTPS is spoken. */
    public boolean tls() {
        return tlsCertificate.isPresent();
    }

    /** The same without TLS. */
    public HttpServerConfig withoutTls() {
        return new HttpServerConfig(
                Optional.empty(), Optional.empty(), headerSeconds, bodySeconds, writeSeconds, maxConnections);
    }

    static Path readable(String file) {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw DasllmException.input(
                    "The file " + file + " for TLS cannot be read", "Name a PEM file that this user may read");
        }
        return path;
    }
}
