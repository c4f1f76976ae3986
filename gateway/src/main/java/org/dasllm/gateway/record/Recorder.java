package org.dasllm.gateway.record;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.LineSink;
import org.dasllm.privacy.mask.Masking;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of exchanges and has them written, on a thread of its own. Whoever hands an exchange over does not wait, whatever goes wrong here:
 * what cannot be recorded is counted, and traffic goes on.
 */
public final class Recorder implements AutoCloseable {
    private final LineSink journal;
    private final ExchangeReader reader;
    private final Counts counts;
    private final RoomLeft room;
    private final Consumer<String> tell;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    /** What was reported and is not reported again; for the recorder's own thread. */
    private final Set<String> remedies = new HashSet<>();

    private final Thread thread;
    private int unsettled;
    private boolean closed;
    private boolean troubled;

    /** A vendor may have more names for encodings than anybody wants to read. */
    private static final int MOST_REMEDIES = 5;

    private record Waiting(Captured captured, CompletableFuture<Void> done) {}

    /**
     * Begins.
     *
     * @param masking what is masked; empty where nothing is
     * @param sampleRate the share of conversations that is recorded
     * @param room what exchanges that are handed over have taken, and give back when they are settled
     * @param tell gets a sentence where recording fails, one where it works again, and one on each encoding that cannot be read
     */
    public Recorder(
            LineSink journal,
            Optional<Masking> masking,
            double sampleRate,
            Counts counts,
            RoomLeft room,
            Consumer<String> tell) {
        this.journal = journal;
        this.reader = new ExchangeReader(masking, sampleRate);
        this.counts = counts;
        this.room = room;
        this.tell = tell;
        this.thread = new Thread(this::run, "gateway-recorder");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Takes an exchange in; does not wait.
     *
     * @param captured has taken its bytes of the room
     * @return completed when it is on the disk, or is not going to be recorded; never with a failure
     */
    public CompletionStage<Void> record(Captured captured) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (this) {
            if (!closed) {
                unsettled++;
                waiting.add(new Waiting(captured, done));
                notifyAll();
                return done;
            }
        }
        counts.not(Unrecorded.NOT_WRITTEN);
        room.giveBack(captured.bytes());
        done.complete(null);
        return done;
    }

    private void run() {
        Waiting next = take();
        while (next != null) {
            Waiting each = next;
            try {
                JournalLine line = reader.line(each.captured());
                CompletionStage<Void> written = journal.appendAsync(line);
                written.whenComplete((nothing, failure) -> written(each, failure));
            } catch (NotRecorded no) {
                counts.not(no.reason());
                settle(each);
                no.remedy()
                        .filter(remedy -> remedies.size() < MOST_REMEDIES && remedies.add(remedy))
                        .ifPresent(tell);
            } catch (RuntimeException | Error fault) {
                // Whatever it is, the next exchange may fare better, and the product must not notice.
                counts.not(Unrecorded.FAULT);
                settle(each);
                tell("An exchange is not recorded: " + fault.getClass().getSimpleName());
            }
            next = take();
        }
    }

    private synchronized @Nullable Waiting take() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread on purpose, and recording is to go on.
            }
        }
        return waiting.poll();
    }

    private void written(Waiting each, @Nullable Throwable failure) {
        if (failure == null) {
            counts.recorded();
            worksAgain();
        } else {
            counts.not(Unrecorded.NOT_WRITTEN);
            Throwable cause =
                    failure instanceof DasllmException || failure.getCause() == null ? failure : failure.getCause();
            tell("Exchanges pass and are not recorded: "
                    + (cause instanceof DasllmException known ? known.getMessage() : cause.toString()));
        }
        settle(each);
    }

    private void settle(Waiting each) {
        room.giveBack(each.captured().bytes());
        synchronized (this) {
            unsettled--;
            notifyAll();
        }
        each.done().complete(null);
    }

    private synchronized void tell(String sentence) {
        if (!troubled) {
            troubled = true;
            tell.accept(sentence);
        }
    }

    private synchronized void worksAgain() {
        if (troubled) {
            troubled = false;
            tell.accept("Exchanges are recorded again; " + counts.now().missing() + " are not so far");
        }
    }

    /** Exchanges that wait or are being written. */
    public synchronized int unsettled() {
        return unsettled;
    }

    /** Waits until everything that was taken in is settled, but not longer than that; {@link #unsettled} then tells what is not. */
    public void close(long most, TimeUnit unit) {
        long end = System.nanoTime() + unit.toNanos(most);
        synchronized (this) {
            closed = true;
            notifyAll();
            try {
                for (long left = unit.toMillis(most); unsettled > 0 && left > 0; ) {
                    wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        close(30, TimeUnit.SECONDS);
    }
}
