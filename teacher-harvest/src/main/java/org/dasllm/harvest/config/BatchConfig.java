package org.dasllm.harvest.config;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dasllm.format.config.Default;
import org.dasllm.format.config.Faults;
import org.jspecify.annotations.Nullable;

/**
 * How a teacher is asked by its vendor's batch interface, which answers within hours and costs less. {@code bedrock} reads requests from a store
 * of the S3 protocol and writes results there.
 *
 * @param maxRequests the most requests of one batch; null for as many as the vendor takes
 * @param pollSeconds how long is waited between two questions how far the batches are
 * @param waitHours how long one run of the command waits for its batches before it ends and leaves them to the next run; 0 to submit,
 *     collect what is ready, and end; null for as long as they take
 * @param maxTries how often one run submits a request whose turn did not come or whose answer cannot be used
 * @param minRequests for {@code bedrock} alone: the fewest requests of one batch, as the quota of the account has it for this model; null for
 *     100, which is usual
 * @param store for {@code bedrock} alone, which needs it: where requests and results are kept, such as {@code s3://bucket/folder}; nothing there is
 *     removed
 * @param storeEndpoint for {@code bedrock} alone: the address of a store that is not Amazon's, or not at its usual address; null for Amazon's in
 *     {@code region}
 * @param role for {@code bedrock} alone, which needs it: the ARN of the role by which Bedrock reads and writes the store, such as
 *     {@code arn:aws:iam::123456789012:role/batches}
 */
public record BatchConfig(
        @Nullable Integer maxRequests,
        @Default("60") double pollSeconds,
        @Nullable Double waitHours,
        @Default("3") int maxTries,
        @Nullable Integer minRequests,
        @Nullable String store,
        @Nullable String storeEndpoint,
        @Nullable String role) {
    private static final int DAY_SECONDS = 86_400;
    private static final int USUAL_FEWEST = 100;
    private static final Pattern STORE = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?");
    private static final Pattern ROLE = Pattern.compile("arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+");

    public BatchConfig {
        new Faults()
                .unless(maxRequests == null || maxRequests >= 1, "max_requests", "is at least 1, not " + maxRequests)
                .unless(
                        pollSeconds > 0 && pollSeconds <= DAY_SECONDS,
                        "poll_seconds",
                        "is above 0 and at most a day, not " + pollSeconds)
                .unless(waitHours == null || waitHours >= 0, "wait_hours", "is at least 0, not " + waitHours)
                .unless(maxTries >= 1 && maxTries <= 100, "max_tries", "is from 1 to 100, not " + maxTries)
                .unless(minRequests == null || minRequests >= 1, "min_requests", "is at least 1, not " + minRequests)
                .unless(
                        store == null || STORE.matcher(store).matches(),
                        "store",
                        "is a bucket, or a folder in one, such as s3://bucket/folder, not '" + store + "'")
                .unless(
                        role == null || ROLE.matcher(role).matches(),
                        "role",
                        "is the ARN of a role such as arn:aws:iam::123456789012:role/batches, not '" + role + "'")
                .refuse();
    }

    /** What it needs, or must not have, with a protocol. */
    void check(TeacherProtocol protocol, Faults faults) {
        boolean stored = protocol == TeacherProtocol.BEDROCK;
        String words = protocol.words();
        faults.unless(
                        stored
                                || Stream.of(minRequests, store, storeEndpoint, role)
                                        .allMatch(Objects::isNull),
                        "batch",
                        "has min_requests, store, store_endpoint or role, which are for protocol bedrock; batches of "
                                + words + " need none of them")
                .unless(
                        !stored || (store != null && role != null),
                        "batch",
                        "needs store and role: batches of " + words
                                + " go through a store of the S3 protocol, which a role of yours may read and write, such as"
                                + " {store: \"s3://bucket/folder\", role: \"arn:aws:iam::123456789012:role/batches\"}")
                .unless(
                        !stored || maxRequests == null || maxRequests >= fewest(),
                        "batch",
                        "has max_requests " + maxRequests + ", and a batch of " + words + " takes at least " + fewest()
                                + "; where the quota of your account is another, say so by min_requests");
    }

    /** The fewest requests of one batch at Bedrock. */
    public int fewest() {
        return minRequests == null ? USUAL_FEWEST : minRequests;
    }
}
