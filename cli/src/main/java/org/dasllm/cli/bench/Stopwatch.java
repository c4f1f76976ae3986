package org.dasllm.cli.bench;

/** Seconds. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    private Stopwatch() {}

    /** Of some work. */
    static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return secondsSince(began);
    }

    /** Since a {@link System#nanoTime}. */
    static double secondsSince(long began) {
        return (System.nanoTime() - began) / NANOS;
    }
}
