package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A teacher that answers many requests together, within hours or days. What goes wrong with a batch as a whole is an exception. */
public interface BatchTeacher {

    /** How far a batch is. */
    enum State {
        /** Requests of it are still to be answered. */
        UNDER_WAY,
        /** Nothing more will be answered: all is, or its time has run out. What was answered can be collected. */
        ENDED
    }

    /**
     * Hands over requests.
     *
     * @param name ours; the vendor keeps it, so that a batch is found again whose id was lost with the process that submitted it
     * @param requests bodies by their hashes, which name them in the vendor's results: 64 characters that every vendor takes
     * @return the vendor's id of the batch
     */
    String submit(String name, Map<String, JsonNode> requests) throws InterruptedException;

    /** The id of the batch of that name; empty where none was submitted. */
    Optional<String> find(String name) throws InterruptedException;

    State poll(String id) throws InterruptedException;

    /**
     * Hands on what became of each request, by its hash, once each and in any order. It may be called again.
     *
     * @param each is given all requests of the batch, those too that were not answered in time
     */
    void collect(String id, BiConsumer<String, BatchOutcome> each) throws InterruptedException;
}
