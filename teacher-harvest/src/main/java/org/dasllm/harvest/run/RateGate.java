package org.dasllm.harvest.run;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.dasllm.harvest.config.TeacherConfig;

/** Lets the threads of a harvest through when the {@link Throttle} allows it. */
final class RateGate {
    private static final int RETRIES_OVER = 10;

    private final Stop stop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Throttle throttle;

    RateGate(TeacherConfig config, Stop stop) {
        Duration gap = config.requestsPerMinute() == null
                ? Duration.ZERO
                : Duration.ofMinutes(1).dividedBy(config.requestsPerMinute());
        this.throttle = new Throttle(
                config.concurrency(),
                gap,
                seconds(config.firstRetrySeconds()),
                untoldPatience(config),
                RandomGenerator.getDefault(),
                System.nanoTime());
        this.stop = stop;
        stop.whenCalled(() -> change(() -> {}));
    }

    /** As configured for single requests, many times over: all of them together wait, and limits of a minute are common. */
    private static Duration untoldPatience(TeacherConfig config) {
        double retries = config.firstRetrySeconds() * (Math.pow(2, config.maxRetries() + 1) - 1);
        return seconds(Math.min((double) Throttle.PATIENCE.toSeconds(), RETRIES_OVER * retries));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** Waits for this caller's turn: the time of passing, to be given back with the outcome; empty when the harvest ends. */
    OptionalLong pass() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!stop.called()) {
                long now = System.nanoTime();
                if (!throttle.hasRoom()) {
                    changed.await();
                } else if (throttle.delay(now) > 0) {
                    changed.awaitNanos(throttle.delay(now));
                } else {
                    throttle.sent(now);
                    return OptionalLong.of(now);
                }
            }
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    void answered(long passed) {
        change(() -> throttle.answered(passed));
    }

    void failed(long passed) {
        change(() -> throttle.failed(passed));
    }

    /** As {@link Throttle#refused}. */
    Optional<Duration> refused(long passed, Optional<Duration> asked) {
        lock.lock();
        try {
            return throttle.refused(passed, System.nanoTime(), asked);
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }
}
