package org.dasllm.harvest.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dasllm.format.io.FileFailure;
import org.jspecify.annotations.Nullable;

/** Writes lines to the open segment, as many together as have come, and begins the next segment when it is full. Has a thread of its own. */
final class JournalWriter implements AutoCloseable {
    private final Segments segments;
    private final Storage storage;
    private final long segmentBytes;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int segment;
    private int version;
    private long length;
    /** Whether the segment may hold a part of a line behind its length. */
    private boolean torn;

    private boolean closed;
    private boolean closedStorage;
    private @Nullable Thread thread;
    private CompletableFuture<Void> compression = CompletableFuture.completedFuture(null);

    /**
     * A line that is to be written.
     *
     * @param paid whether it may take the space that is kept back
     * @param then what is done when it is on the disk, before anybody hears of it
     */
    private record Pending(byte[] bytes, boolean paid, Runnable then, CompletableFuture<Void> written) {}

    /**
     * @param segment the number of the open segment
     * @param version of what is in the open segment; to one of an older version nothing is added
     * @param length of the open segment, in bytes
     */
    JournalWriter(Segments segments, Storage storage, int segment, int version, long length, long segmentBytes) {
        this.segments = segments;
        this.storage = storage;
        this.segment = segment;
        this.version = version;
        this.length = length;
        this.segmentBytes = segmentBytes;
        compressFinished(segment);
    }

    CompletableFuture<Void> append(byte[] bytes, boolean paid, Runnable then) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("the journal is closed");
            }
            pending.add(new Pending(bytes, paid, then, written));
            if (thread == null) {
                thread = new Thread(this::run, "journal");
                thread.setDaemon(true);
                thread.start();
            }
            notifyAll();
        }
        return written;
    }

    private void run() {
        List<Pending> batch = take();
        while (!batch.isEmpty()) {
            try {
                write(batch);
            } catch (RuntimeException | Error e) {
                // Whoever waits for these lines must hear of it; those that were reported already stay as they are.
                IllegalStateException failure = new IllegalStateException("the journal cannot be written", e);
                batch.forEach(each -> each.written().completeExceptionally(failure));
            }
            batch = take();
        }
    }

    /** All that has come, waiting for the first; nothing at the end. */
    private synchronized List<Pending> take() {
        while (pending.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the journal's thread", e);
            }
        }
        List<Pending> batch = new ArrayList<>(pending);
        pending.clear();
        return batch;
    }

    private void write(List<Pending> batch) {
        List<@Nullable Trouble> troubles = new ArrayList<>();
        try {
            cutTornLine();
            RuntimeException full = version != JournalHeader.KIND.version() || length >= segmentBytes ? roll() : null;
            if (full != null) {
                for (Pending each : batch) {
                    troubles.add(each.paid() ? intoReserve(each, full) : new Trouble(full, false));
                }
            } else if (!together(batch)) {
                for (Pending each : batch) {
                    troubles.add(alone(each));
                }
            }
            storage.force();
        } catch (IOException e) {
            RuntimeException failure = FileFailure.writing(segments.open(), length, e);
            batch.forEach(each -> each.written().completeExceptionally(failure));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Pending each = batch.get(i);
            Trouble trouble = troubles.isEmpty() ? null : troubles.get(i);
            if (trouble == null || trouble.kept()) {
                each.then().run();
            }
            if (trouble == null) {
                each.written().complete(null);
            } else {
                each.written().completeExceptionally(trouble.failure());
            }
        }
    }

    /**
     * What went wrong with a line.
     *
     * @param kept whether the disk is full and the line is written all the same
     */
    private record Trouble(RuntimeException failure, boolean kept) {}

    /** False where not all of it could be written; then none of it is there. */
    private boolean together(List<Pending> batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        batch.forEach(each -> bytes.writeBytes(each.bytes()));
        try {
            write(bytes.toByteArray());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What went wrong; null where nothing did. */
    private @Nullable Trouble alone(Pending line) {
        try {
            write(line.bytes());
            return null;
        } catch (IOException e) {
            RuntimeException failure = FileFailure.writing(segments.open(), length, e);
            return FileFailure.diskFull(e) && line.paid() ? intoReserve(line, failure) : new Trouble(failure, false);
        }
    }

    private Trouble intoReserve(Pending line, RuntimeException full) {
        try {
            storage.releaseReserve();
            write(line.bytes());
            return new Trouble(full, true);
        } catch (IOException e) {
            return new Trouble(FileFailure.writing(segments.open(), length, e), false);
        }
    }

    private void write(byte[] bytes) throws IOException {
        cutTornLine();
        torn = true;
        try {
            storage.append(ByteBuffer.wrap(bytes));
            length += bytes.length;
            torn = false;
        } catch (IOException | RuntimeException | Error e) {
            try {
                cutTornLine();
            } catch (IOException cut) {
                // The next line tries again.
                e.addSuppressed(cut);
            }
            throw e;
        }
    }

    /** Half a line in the middle would be one that is damaged. */
    private void cutTornLine() throws IOException {
        if (torn) {
            storage.truncate(length);
            torn = false;
        }
    }

    /**
     * Begins the next segment, on a full disk in the space that is kept back: answers under way were paid for.
     *
     * @return what is reported where the disk is full; null where it is not
     */
    private @Nullable RuntimeException roll() throws IOException {
        RuntimeException full = null;
        try {
            finishSegment();
        } catch (IOException e) {
            if (!FileFailure.diskFull(e)) {
                throw e;
            }
            full = FileFailure.writing(segments.open(), length, e);
            storage.releaseReserve();
            finishSegment();
        }
        storage.reopen();
        int finished = segment;
        segment++;
        version = JournalHeader.KIND.version();
        length = JournalHeader.bytes(segment).length;
        synchronized (this) {
            compression = compression.thenRunAsync(() -> compress(finished), JournalWriter::inBackground);
        }
        return full;
    }

    private void finishSegment() throws IOException {
        storage.force();
        segments.roll(segment);
    }

    private static void inBackground(Runnable work) {
        Thread thread = new Thread(work, "journal-compression");
        thread.setDaemon(true);
        thread.start();
    }

    /** What a process that ended left plain. */
    private void compressFinished(int open) {
        boolean plain = false;
        for (int number = 1; number < open; number++) {
            plain |= Files.exists(segments.plain(number));
        }
        if (plain) {
            compression = CompletableFuture.runAsync(
                    () -> {
                        for (int number = 1; number < open; number++) {
                            compress(number);
                        }
                    },
                    JournalWriter::inBackground);
        }
    }

    private void compress(int number) {
        try {
            if (Files.exists(segments.plain(number))) {
                segments.compress(number);
            }
        } catch (IOException e) {
            throw FileFailure.writing(segments.compressed(number), 0, e);
        }
    }

    /** Returns when no segment is being compressed. What could not be is still there in its plain form, and tried again by the next process. */
    void awaitCompression() {
        CompletableFuture<Void> running;
        synchronized (this) {
            running = compression;
        }
        try {
            running.join();
        } catch (CompletionException e) {
            synchronized (this) {
                compression = CompletableFuture.completedFuture(null);
            }
        }
    }

    /** Writes what has come, and returns when that is done. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            if (closedStorage) {
                return;
            }
            closedStorage = true;
            closed = true;
            running = thread;
            notifyAll();
        }
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        awaitCompression();
        try {
            storage.close();
        } catch (IOException e) {
            throw FileFailure.writing(segments.open(), 0, e);
        }
    }
}
