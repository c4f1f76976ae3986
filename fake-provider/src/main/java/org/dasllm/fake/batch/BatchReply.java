package org.dasllm.fake.batch;

import org.dasllm.fake.vendor.FakeResponse;

/**
 * A response to do with batches.
 *
 * @param fate whether it arrives
 */
public record BatchReply(FakeResponse reply, Fate fate) {

    /** What becomes of it on its way. */
    public enum Fate {
        WHOLE,
        /** The connection ends before any of it. */
        LOST,
        /** The connection ends in its middle. */
        CUT
    }

    static BatchReply whole(FakeResponse reply) {
        return new BatchReply(reply, Fate.WHOLE);
    }
}
