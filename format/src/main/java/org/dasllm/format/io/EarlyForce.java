package org.dasllm.format.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Has the disk take what a long file has so far while the rest is made, so that little is left for the force at its end. */
final class EarlyForce {
    /** Bytes between two: many of a laptop's disk, few of a model. */
    private static final long EVERY = 1L << 26;

    private final FileChannel channel;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private long next = EVERY;

    EarlyForce(FileChannel channel) {
        this.channel = channel;
    }

    /** Begins another one when enough was written since and the one before has ended. */
    void at(long written) throws IOException {
        if (written >= next && running.isDone()) {
            await();
            next = written + EVERY;
            running = CompletableFuture.runAsync(() -> {
                try {
                    channel.force(false);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }

    /** Waits for the last one. The system tells of a lost write once only, so that what it says here is not to be lost. */
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
