package org.dasllm.harvest.run;

import java.time.Instant;

/** The one thread that a harvest's decisions are made on, with its clock and its timers. */
interface EventLoop {

    /** Nanoseconds of a clock that is never set; its zero is anywhere. */
    long nanos();

    /** The date and time. */
    Instant time();

    /** Runs some work on the loop's thread, after what was handed over before. From any thread. */
    void execute(Runnable work);

    /** Runs some work on the loop's thread when some time has passed. From any thread. */
    void schedule(long delayNanos, Runnable work);
}
