package org.dasllm.gateway.record;

import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;
import org.dasllm.harvest.traffic.TrafficProtocol;

/**
 * An exchange as it passed.
 *
 * @param name the exchange's own
 * @param conversation the value of the product's header for it
 * @param requestEncoding of the request's body, as its header has it
 * @param headers of the reply
 */
public record Captured(
        String name,
        TrafficProtocol protocol,
        Instant at,
        long latencyMillis,
        Optional<String> conversation,
        Optional<String> requestEncoding,
        byte[] request,
        int status,
        HttpHeaders headers,
        byte[] reply) {

    long bytes() {
        return (long) request.length + reply.length;
    }
}
