package org.dasllm.harvest.run;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.dasllm.harvest.rate.Throttle;

/** A harvest on a clock of its own: many callers, a limit, and the {@link Throttle} between them. */
public final class Simulation {
    private final Random random;
    private final RequestLimit limit;
    private final Duration answerTime;
    private final int longestWayMillis;
    private final Optional<Duration> retryAfter;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::time));
    private final Throttle throttle;
    private long now;
    private int open;
    private int sent;
    private int answered;
    private int idle;
    private boolean given;

    private record Event(long time, Runnable happens) {}

    /**
     * @param seconds from the first request to the last answer
     * @param gaveUp whether patience was at an end
     */
    public record Result(int answered, int sent, double seconds, boolean gaveUp) {}

    public Simulation(
            long seed,
            int concurrency,
            RequestLimit limit,
            Duration answerTime,
            int longestWayMillis,
            Optional<Duration> retryAfter) {
        this.random = new Random(seed);
        this.limit = limit;
        this.answerTime = answerTime;
        this.longestWayMillis = longestWayMillis;
        this.retryAfter = retryAfter;
        this.idle = concurrency;
        this.throttle =
                new Throttle(concurrency, Duration.ZERO, Duration.ofMillis(500), Duration.ofMinutes(10), random, 0);
    }

    public Result run(int prompts) {
        open = prompts;
        while (!given && answered < prompts) {
            if (open > 0 && idle > 0 && throttle.hasRoom()) {
                long delay = throttle.delay(now);
                if (delay == 0) {
                    send();
                    continue;
                }
                if (events.isEmpty() || events.peek().time() > now + delay) {
                    now += delay;
                    continue;
                }
            }
            Event event = events.remove();
            now = event.time();
            event.happens().run();
        }
        return new Result(answered, sent, now / 1e9, given);
    }

    private void send() {
        long passed = now;
        throttle.sent(now);
        sent++;
        open--;
        idle--;
        after(way(), () -> {
            if (limit.admits(now)) {
                after(answerTime.toNanos(), () -> {
                    limit.done();
                    after(way(), () -> {
                        idle++;
                        answered++;
                        throttle.answered(passed);
                    });
                });
            } else {
                after(way(), () -> {
                    idle++;
                    open++;
                    given |= throttle.refused(passed, now, retryAfter).isPresent();
                });
            }
        });
    }

    /** A request takes at least a millisecond to arrive, and as long to come back. */
    private long way() {
        return 1_000_000L + random.nextLong(1_000_000L * longestWayMillis);
    }

    private void after(long nanos, Runnable happens) {
        events.add(new Event(now + nanos, happens));
    }
}
