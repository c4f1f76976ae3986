package org.dasllm.trainer.loop;

/** How long a run has taken, over all its processes. */
final class RunClock {
    private static final double NANOS = 1e9;

    private final double secondsBefore;
    private final long begin = System.nanoTime();
    private long stepBegin = begin;

    RunClock(double secondsBefore) {
        this.secondsBefore = secondsBefore;
    }

    void stepBegins() {
        stepBegin = System.nanoTime();
    }

    /** Seconds of the step. */
    double stepEnds() {
        return Math.max(1, System.nanoTime() - stepBegin) / NANOS;
    }

    double seconds() {
        return secondsBefore + (System.nanoTime() - begin) / NANOS;
    }
}
