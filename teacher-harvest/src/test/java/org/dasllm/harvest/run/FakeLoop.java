package org.dasllm.harvest.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** An event loop on a clock of its own, which jumps to the next event. */
final class FakeLoop implements EventLoop {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private long now;
    private long next;

    private record Event(long time, long number, Runnable work) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant time() {
        return START.plusNanos(now);
    }

    @Override
    public void execute(Runnable work) {
        schedule(0, work);
    }

    @Override
    public void schedule(long delayNanos, Runnable work) {
        events.add(new Event(now + Math.max(0, delayNanos), next++, work));
    }

    /** Runs what happens until then. */
    void runUntil(Duration end) {
        while (!events.isEmpty() && events.peek().time() <= end.toNanos()) {
            Event event = events.remove();
            now = event.time();
            event.work().run();
        }
    }
}
