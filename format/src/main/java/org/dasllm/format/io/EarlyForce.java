package org.dasllm.format.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Has the disk take what a long file has so far while the rest is made, so that little is left for the force at its end. */
final class EarlyForce {
    /** Bytes between two: a part of a second for a slow disk, a small part of a model. */
    static final long EVERY = 1L << 26;

    /** What makes the disk take the file's bytes. */
    @FunctionalInterface
    interface Force {
        void run() throws IOException;
    }

    private final Force force;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private long next = EVERY;

    EarlyForce(Force force) {
        this.force = force;
    }

    /** Begins another one when enough was written since and the one before has ended. */
    void at(long written) throws IOException {
        if (written >= next && running.isDone()) {
            await();
            next = written + EVERY;
            running = CompletableFuture.runAsync(() -> {
                try {
                    force.run();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    /** Waits for the last one. The system tells of a lost write only once, so that what it says here must not be lost. */
    void await() throws IOException {
        try {
            running.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof UncheckedIOException disk) {
                throw disk.getCause();
            }
            throw failure;
        }
    }
}
