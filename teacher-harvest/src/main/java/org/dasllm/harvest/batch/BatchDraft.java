package org.dasllm.harvest.batch;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;

/** A batch that is being put together, with what it can cost at most reserved. */
final class BatchDraft {
    private final BatchTeacher vendor;
    private final Ledger ledger;
    private final BatchLimits limits;
    private final List<String> keys = new ArrayList<>();
    private final List<Amount> reserved = new ArrayList<>();
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream();

    /** What came of adding a request. */
    enum Adding {
        ADDED,
        /** The vendor's limits leave no room. */
        FULL,
        /** The budget does not allow it now. */
        BUDGET
    }

    BatchDraft(BatchTeacher vendor, Ledger ledger) {
        this.vendor = vendor;
        this.ledger = ledger;
        this.limits = vendor.limits();
    }

    Adding add(BatchRequest request) {
        byte[] row = vendor.row(request.key(), request.body());
        if (!limits.takes(keys.size(), rows.size(), row.length)) {
            if (keys.isEmpty()) {
                throw DasllmException.input(
                        "The request of sample '" + request.sample() + "' has " + row.length
                                + " bytes, and a batch of this vendor takes " + limits.bytes(),
                        "Shorten the prompt, or take it out");
            }
            return Adding.FULL;
        }
        Optional<Amount> most = ledger.reserve(request.body());
        if (most.isEmpty()) {
            return Adding.BUDGET;
        }
        rows.writeBytes(row);
        keys.add(request.key());
        reserved.add(most.get());
        return Adding.ADDED;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Of its requests, in the order of the rows. */
    List<String> keys() {
        return keys;
    }

    byte[] rows() {
        return rows.toByteArray();
    }

    /** What the request of that place can cost at most. */
    Amount reserved(int place) {
        return reserved.get(place);
    }

    /** Gives back what is reserved and was not handed on: the batch is not submitted. */
    void release() {
        reserved.forEach(ledger::release);
        reserved.clear();
    }

    /** What is reserved is now counted elsewhere. */
    void handedOn() {
        reserved.clear();
    }
}
