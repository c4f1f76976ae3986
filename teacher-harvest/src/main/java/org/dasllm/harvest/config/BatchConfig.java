package org.dasllm.harvest.config;

import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * How a teacher is asked by its vendor's batch interface, which answers within hours and costs less.
 *
 * @param maxRequests the most requests of one batch; null for as many as the vendor takes
 * @param pollSeconds how long is waited between two questions how far the batches are
 * @param waitHours how long one run of the command waits for its batches before it ends and leaves them to the next run; 0 to submit,
 *     collect what is ready, and end; null for as long as they take
 * @param maxTries how often one run submits a request whose turn did not come or whose answer cannot be used
 */
public record BatchConfig(
        @Nullable Integer maxRequests,
        @Default("60") double pollSeconds,
        @Nullable Double waitHours,
        @Default("3") int maxTries) {
    private static final int DAY_SECONDS = 86_400;

    public BatchConfig {
        new Faults()
                .unless(maxRequests == null || maxRequests >= 1, "max_requests", "is at least 1, not " + maxRequests)
                .unless(
                        pollSeconds > 0 && pollSeconds <= DAY_SECONDS,
                        "poll_seconds",
                        "is above 0 and at most a day, not " + pollSeconds)
                .unless(waitHours == null || waitHours >= 0, "wait_hours", "is at least 0, not " + waitHours)
                .unless(maxTries >= 1 && maxTries <= 100, "max_tries", "is from 1 to 100, not " + maxTries)
                .refuse();
    }
}
