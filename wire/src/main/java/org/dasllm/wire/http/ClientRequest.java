package org.dasllm.wire.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One request of a client.
 *
 * @param method such as {@code GET}
 * @param uri whose scheme is http or https
 * @param headers beside those that say where it goes and how long its body is
 * @param body empty for none
 * @param deadline how long the whole exchange may take, from looking the host's name up to the reply's last byte
 * @param silence how long nothing may come while something is awaited
 */
public record ClientRequest(
        String method,
        URI uri,
        Map<String, String> headers,
        byte[] body,
        Optional<Duration> deadline,
        Optional<Duration> silence) {

    public ClientRequest {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("an address without a host: " + uri);
        }
        headers = Map.copyOf(headers);
    }
}
