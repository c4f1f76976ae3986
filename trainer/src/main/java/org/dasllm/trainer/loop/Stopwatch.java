package org.dasllm.trainer.loop;

import java.util.Locale;

/** How long a run has taken, over all its processes, and how long it will. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    private final int firstStep;
    private final int totalSteps;
    private final double secondsBefore;
    private final long begin = System.nanoTime();
    private long stepBegin = begin;

    Stopwatch(int firstStep, int totalSteps, double secondsBefore) {
        this.firstStep = firstStep;
        this.totalSteps = totalSteps;
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

    /** Loss, speed and time left after a step. */
    String note(int step, double loss, double tokensPerSecond) {
        double perStep = (System.nanoTime() - begin) / NANOS / (step - firstStep);
        return String.format(
                Locale.ROOT,
                "loss %.4f, %.0f tokens/s, %s left",
                loss,
                tokensPerSecond,
                Notes.duration(perStep * (totalSteps - step)));
    }
}
