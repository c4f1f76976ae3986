package org.dasllm.harvest.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.LineSink;

/** Writes many lines that share their forced writes, and holds few of them in memory. */
final class JournalWriting {
    private static final int MOST_UNDER_WAY = 1000;

    private final LineSink journal;
    private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
    private boolean broken;

    JournalWriting(LineSink journal) {
        this.journal = journal;
    }

    /** Writes a line soon. */
    void write(JournalLine line) {
        underWay.add(journal.appendAsync(line));
        while (underWay.size() > MOST_UNDER_WAY) {
            await(underWay.remove());
        }
    }

    /** Writes a line, and returns when it and all before it are on the disk. */
    void force(JournalLine line) {
        underWay.add(journal.appendAsync(line));
        force();
    }

    void force() {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
    }

    /** Whether a line could not be written, so that nothing more should be asked for. */
    boolean isBroken() {
        return broken;
    }

    private void await(CompletableFuture<Void> written) {
        try {
            written.join();
        } catch (CompletionException e) {
            broken = true;
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw e;
        }
    }
}
