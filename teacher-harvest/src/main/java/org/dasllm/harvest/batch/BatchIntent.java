package org.dasllm.harvest.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a batch before its vendor has given it an id.
 *
 * @param name ours
 * @param at when it was about to be submitted, or before
 * @param requests how many
 * @param file the vendor's name for the uploaded requests
 */
public record BatchIntent(String name, Instant at, int requests, Optional<String> file) {}
