package org.dasllm.engine.schedule;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits for a job's events, for tests. */
final class Waiting {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Job job;
    private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();

    Waiting(Job job) {
        this.job = job;
        job.onEvent(() -> told.add(true));
    }

    /** The next event, which must come. */
    GenerationEvent next() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<GenerationEvent> event = job.poll();
            if (event.isPresent()) {
                return event.get();
            }
            if (told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) == null) {
                throw new AssertionError("no event came");
            }
        }
    }
}
