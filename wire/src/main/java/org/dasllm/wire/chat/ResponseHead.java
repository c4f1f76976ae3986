package org.dasllm.wire.chat;

import java.time.Instant;
import java.util.Optional;

/**
 * What a server reports of an answer beside its content; what it does not report is empty.
 *
 * @param id the answer's name
 * @param created when it was begun, to the second
 * @param model the model that answers, as the server calls it
 * @param fingerprint tells apart servers whose answers to the same seed may differ
 * @param requestId the vendor's name for the exchange, which its support asks for
 */
public record ResponseHead(
        Optional<String> id,
        Optional<Instant> created,
        Optional<String> model,
        Optional<String> fingerprint,
        Optional<String> requestId) {

    /** Without a request's id. */
    public ResponseHead(
            Optional<String> id, Optional<Instant> created, Optional<String> model, Optional<String> fingerprint) {
        this(id, created, model, fingerprint, Optional.empty());
    }

    /** The same with another request's id. */
    public ResponseHead withRequestId(Optional<String> other) {
        return new ResponseHead(id, created, model, fingerprint, other);
    }
}
