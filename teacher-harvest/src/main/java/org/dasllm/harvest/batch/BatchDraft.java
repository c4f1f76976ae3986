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
    private final List<byte[]> rows = new ArrayList<>();
    private long bytes;

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
        if (!limits.takes(keys.size(), bytes, row.length)) {
            if (keys.isEmpty()) {
                throw DasllmException.input(
                        "The request of sample '" + request.sample() + "' has " + row.length
                                + " bytes, and a batch of this vendor takes " + limits.bytes(),
                        "Shorten the prompt, or take it out");
            }
            return Adding.FULL;
        }
        Optional<Amount> most = ledger.reserveInBatch(request.body());
        if (most.isEmpty()) {
            return Adding.BUDGET;
        }
        rows.add(row);
        bytes += row.length;
        keys.add(request.key());
        reserved.add(most.get());
        return Adding.ADDED;
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Whether its vendor takes no batch of so few requests. */
    boolean isTooSmall() {
        return keys.size() < limits.fewest();
    }

    /** How many more requests another batch takes at least than so many. */
    int missing(int requests) {
        return Math.max(0, limits.fewest() - requests);
    }

    /** Takes out the request that was added last, with what is reserved for it; empty where the vendor would not take what is left. */
    Optional<String> takeBack() {
        if (keys.size() <= limits.fewest()) {
            return Optional.empty();
        }
        int last = keys.size() - 1;
        ledger.release(reserved.remove(last));
        bytes -= rows.remove(last).length;
        return Optional.of(keys.remove(last));
    }

    /** Of its requests, in the order of the rows. */
    List<String> keys() {
        return keys;
    }

    byte[] rows() {
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) bytes);
        rows.forEach(all::writeBytes);
        return all.toByteArray();
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

    /** Whether its requests are in the journal. */
    boolean isHandedOn() {
        return reserved.isEmpty();
    }
}
