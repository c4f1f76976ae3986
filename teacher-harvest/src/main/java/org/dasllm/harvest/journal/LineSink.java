package org.dasllm.harvest.journal;

import java.util.concurrent.CompletableFuture;

/** Takes lines of a journal. */
@FunctionalInterface
public interface LineSink {

    /**
     * Takes a line in; returns at once.
     *
     * @return completed when the line is on the disk, with a {@link org.dasllm.format.error.DasllmException} where it cannot be
     *     written, or where nothing new should be asked after it
     */
    CompletableFuture<Void> appendAsync(JournalLine line);
}
