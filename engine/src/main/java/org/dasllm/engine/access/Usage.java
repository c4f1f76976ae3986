package org.dasllm.engine.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.dasllm.wire.chat.RequestRefused;

/** What a key has used of its limits. */
final class Usage {
    /** When a place becomes free nobody knows; answers take about this long. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final KeyEntry limits;
    private final Optional<Bucket> requests;
    private final Optional<Bucket> tokens;
    private final AtomicInteger running;

    private Usage(KeyEntry limits, LongSupplier clock, AtomicInteger running) {
        this.limits = limits;
        this.requests = limits.requestsPerMinute().map(limit -> new Bucket(limit, clock));
        this.tokens = limits.tokensPerMinute().map(limit -> new Bucket(limit, clock));
        this.running = running;
    }

    static Usage of(KeyEntry limits, LongSupplier clock) {
        return new Usage(limits, clock, new AtomicInteger());
    }

    /** The same under limits that may have changed: requests under way go on being counted. */
    Usage under(KeyEntry other, LongSupplier clock) {
        boolean same = limits.requestsPerMinute().equals(other.requestsPerMinute())
                && limits.tokensPerMinute().equals(other.tokensPerMinute())
                && limits.concurrentRequests().equals(other.concurrentRequests());
        return same ? this : new Usage(other, clock, running);
    }

    Optional<Bucket> requests() {
        return requests;
    }

    Optional<Bucket> tokens() {
        return tokens;
    }

    /**
     * Lets one more request in.
     *
     * @return takes it out again, once
     * @throws RequestRefused with status 429 where a limit is reached
     */
    synchronized Runnable enter() {
        requests.ifPresent(bucket -> require(bucket, "requests"));
        tokens.ifPresent(bucket -> require(bucket, "tokens"));
        int most = limits.concurrentRequests().orElse(Integer.MAX_VALUE);
        if (running.get() >= most) {
            throw RequestRefused.limitReached(
                    most + (most == 1 ? " request" : " requests") + " at the same time", SOON);
        }
        requests.ifPresent(bucket -> bucket.draw(1));
        running.incrementAndGet();
        AtomicInteger left = new AtomicInteger();
        return () -> {
            if (left.getAndIncrement() == 0) {
                running.decrementAndGet();
            }
        };
    }

    private static void require(Bucket bucket, String what) {
        Duration wait = bucket.untilOne();
        if (!wait.isZero()) {
            throw RequestRefused.limitReached(bucket.perMinute() + " " + what + " per minute", wait);
        }
    }
}
