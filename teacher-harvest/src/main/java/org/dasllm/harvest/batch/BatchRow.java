package org.dasllm.harvest.batch;

import java.util.Optional;

/** One line of a batch's results. */
public sealed interface BatchRow {

    /**
     * A response, as if the request had been sent alone.
     *
     * @param status of HTTP, or the one that an error stands for
     * @param requestId by which the vendor knows the request
     * @param body as it was received
     */
    record Received(String key, int status, Optional<String> requestId, String body) implements BatchRow {}

    /** Its turn did not come: it costs nothing and can be asked again. */
    record NotRun(String key, String reason) implements BatchRow {}

    /**
     * It cannot be read.
     *
     * @param key where that much can be told
     * @param line as it was received
     */
    record Unreadable(Optional<String> key, String line) implements BatchRow {}
}
