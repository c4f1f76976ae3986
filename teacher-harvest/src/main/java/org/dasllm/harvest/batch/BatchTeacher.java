package org.dasllm.harvest.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A vendor's batch interface. What the vendor refuses is a {@link org.dasllm.format.error.DasllmException} of one line; what may be tried again
 * later is {@link VendorUnavailable}.
 */
public interface BatchTeacher {

    BatchLimits limits();

    /** One request as it stands in the batch's file, with its line break. */
    byte[] row(String key, JsonNode body);

    /**
     * Brings the requests to the vendor, where that is a step of its own. It costs nothing, and may be done again.
     *
     * @param name of the batch
     * @param rows one behind the other
     * @return the vendor's name for what was brought; empty where they go with the submission
     */
    Optional<String> upload(String name, byte[] rows) throws VendorUnavailable, InterruptedException;

    /**
     * Hands a batch over, once: from now on it costs money.
     *
     * @param rows what was uploaded
     * @return the vendor's id of the batch
     */
    String submit(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException;

    /**
     * Looks for a batch whose submission's reply did not arrive.
     *
     * @param known ids of other batches of ours
     * @param ours whether a request's key is one of the batch's
     */
    BatchSearch find(BatchIntent intent, Predicate<String> known, Predicate<String> ours)
            throws VendorUnavailable, InterruptedException;

    /**
     * Has a batch ended early, where the vendor's interface is known to: what is not yet answered of it is not billed.
     *
     * @return whether that was asked for
     */
    default boolean stop(String id) throws VendorUnavailable, InterruptedException {
        return false;
    }

    /** How far a batch is. */
    BatchProgress poll(String id) throws VendorUnavailable, InterruptedException;

    /**
     * Hands over what became of requests, in any order, as it arrives: it may end in the middle by a failure, and be called again.
     *
     * @param id of a batch that has ended
     */
    void collect(String id, Consumer<BatchRow> each) throws VendorUnavailable, InterruptedException;
}
