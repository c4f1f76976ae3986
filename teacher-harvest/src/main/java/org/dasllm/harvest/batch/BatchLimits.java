package org.dasllm.harvest.batch;

import java.util.Locale;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.jspecify.annotations.Nullable;

/**
 * How large one batch may be.
 *
 * @param fewest the fewest requests
 * @param requests the most of them
 * @param bytes the most of its file
 */
public record BatchLimits(int fewest, int requests, long bytes) {
    /** Beside a request's body, in its row: its key, and the names of a few components. */
    private static final int ROW_BYTES = 200;

    private static final long MEGABYTE = 1_000_000;

    /** The vendor's, as documented in November 2026, and what the configuration makes of them. */
    public static BatchLimits of(TeacherConfig teacher) {
        BatchLimits vendors = switch (teacher.protocol()) {
            case OPENAI, RESPONSES, AZURE -> new BatchLimits(1, 50_000, 200 * MEGABYTE);
            case ANTHROPIC -> new BatchLimits(1, 100_000, 256 * MEGABYTE);
            // The vendor takes files of 2 GB; here a batch is held in memory.
            case GEMINI -> new BatchLimits(1, 100_000, 256 * MEGABYTE);
            // Quotas of an account, for each model: these are the usual ones, but for files, which may have a gigabyte.
            case BEDROCK -> new BatchLimits(fewest(teacher.batch()), 50_000, 256 * MEGABYTE);
            // Those whose batches are not spoken: the configuration refuses them.
            default ->
                throw new IllegalArgumentException(
                        "no batches with " + teacher.protocol().name().toLowerCase(Locale.ROOT));
        };
        BatchConfig batch = teacher.batch();
        Integer most = batch == null ? null : batch.maxRequests();
        return most == null
                ? vendors
                : new BatchLimits(vendors.fewest, Math.min(most, vendors.requests), vendors.bytes);
    }

    private static int fewest(@Nullable BatchConfig batch) {
        return batch == null ? 1 : batch.fewest();
    }

    /** Whether so many requests, at least one, cannot make a batch. */
    public boolean areTooFew(long count) {
        return count > 0 && count < fewest;
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
