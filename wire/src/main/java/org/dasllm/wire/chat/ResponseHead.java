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
 */
public record ResponseHead(
        Optional<String> id, Optional<Instant> created, Optional<String> model, Optional<String> fingerprint) {}
