package org.dasllm.fake.batch;

import org.dasllm.fake.vendor.Reply;

/**
 * A response to do with batches.
 *
 * @param fate whether it arrives
 */
public record BatchReply(Reply reply, Fate fate) {

    /** What becomes of it on its way. */
    public enum Fate {
        WHOLE,
        /** The connection ends before any of it. */
        LOST,
        /** The connection ends in its middle. */
        CUT
    }

    static BatchReply whole(Reply reply) {
        return new BatchReply(reply, Fate.WHOLE);
    }
}
