package org.dasllm.harvest.batch;

import java.util.Locale;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.harvest.config.TeacherConfig;

/**
 * How large one batch may be.
 *
 * @param requests the most of them
 * @param bytes the most of its file
 */
public record BatchLimits(int requests, long bytes) {
    /** Beside a request's body, in its row: its key, and the names of a few components. */
    private static final int ROW_BYTES = 200;

    private static final long MEGABYTE = 1_000_000;

    /** The vendor's, as documented in November 2026, and what the configuration makes of them. */
    public static BatchLimits of(TeacherConfig teacher) {
        BatchLimits vendors = switch (teacher.protocol()) {
            case OPENAI, RESPONSES, AZURE -> new BatchLimits(50_000, 200 * MEGABYTE);
            case ANTHROPIC -> new BatchLimits(100_000, 256 * MEGABYTE);
            // The vendor takes files of 2 GB; here a batch is held in memory.
            case GEMINI -> new BatchLimits(100_000, 256 * MEGABYTE);
            // Those whose batches are not spoken: the configuration refuses them.
            default ->
                throw new IllegalArgumentException(
                        "no batches with " + teacher.protocol().name().toLowerCase(Locale.ROOT));
        };
        BatchConfig batch = teacher.batch();
        Integer most = batch == null ? null : batch.maxRequests();
        return most == null ? vendors : new BatchLimits(Math.min(most, vendors.requests), vendors.bytes);
    }

    /** Whether another row still has room. */
    boolean takes(int requestsSoFar, long bytesSoFar, long more) {
        return requestsSoFar < requests && bytesSoFar + more <= bytes;
    }

    /** Counts how many batches requests come to, before there are any. */
    public final class Count {
        private int batches;
        private int inLast = Integer.MAX_VALUE;
        private long bytesOfLast;

        /** @param bytes of the request's body */
        public void add(int bytes) {
            long row = bytes + (long) ROW_BYTES;
            if (!takes(inLast, bytesOfLast, row)) {
                batches++;
                inLast = 0;
                bytesOfLast = 0;
            }
            inLast++;
            bytesOfLast += row;
        }

        public int batches() {
            return batches;
        }
    }
}
