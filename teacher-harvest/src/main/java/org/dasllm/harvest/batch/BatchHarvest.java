package org.dasllm.harvest.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.config.BatchConfig;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.jspecify.annotations.Nullable;

/** Asks in batches until there is no request left, or it is not to wait any longer. */
public final class BatchHarvest {
    private final TeacherConfig config;
    private final BatchConfig batching;
    private final BatchTeacher vendor;
    private final Teacher teacher;
    private final Ledger ledger;
    private final BatchBook book;
    private final Journal answers;
    private final JournalWriting journal;
    private final Watcher watcher;
    private final LostBatches lost;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, Integer> tries = new HashMap<>();
    private final BatchQueue queue = new BatchQueue(this::isElsewhere);

    /** Batches that their vendor refuses to be asked about. */
    private final Set<String> refusing = new HashSet<>();

    private final Map<String, String> states = new LinkedHashMap<>();
    private @Nullable DasllmException stopped;
    /** Why the vendor took a whole batch back, until another one has ended. */
    private @Nullable String refused;

    private int answered;
    private int givenUp;

    /** What is reported of a harvest under way. */
    public interface Watcher {

        /** An answer has come that was not there before; why nothing more need be asked after it, if so. */
        Optional<DasllmException> answered(JournalLine.Answer answer);

        /** @param note how far the batches are */
        void progress(int answered, int givenUp, String note);

        /** Something that a person may want to know later. */
        void line(String text);

        /** @param next the most that the next request can cost */
        DasllmException budgetUsedUp(Amount spent, Amount next);
    }

    /**
     * What is to be asked.
     *
     * @param open requests without an answer, in batches under way or not
     * @param again the request of a key; empty where it is not wanted any more
     */
    public record Wanted(Iterator<BatchRequest> open, Function<String, Optional<BatchRequest>> again) {}

    public BatchHarvest(
            TeacherConfig config,
            BatchTeacher vendor,
            Teacher teacher,
            Journal journal,
            Ledger ledger,
            BatchBook book,
            Watcher watcher) {
        this.config = config;
        this.batching = Objects.requireNonNull(config.batch());
        this.vendor = vendor;
        this.teacher = teacher;
        this.ledger = ledger;
        this.book = book;
        this.answers = journal;
        this.journal = new JournalWriting(journal);
        this.watcher = watcher;
        this.lost = new LostBatches(config, vendor, book, this.journal, clock, watcher::line);
    }

    /** How many requests were answered. */
    public int answered() {
        return answered;
    }

    /** Why requests were given up, by their keys. */
    public Map<String, String> failures() {
        return failures;
    }

    /**
     * Asks.
     *
     * @param waits whether batches under way are waited for, as long as the configuration says
     * @param submitAgain names of batches that are given up though their vendor may have them
     * @throws DasllmException where something more is to be done by someone, or later; all that has come is in the journal
     */
    public void run(Wanted wanted, boolean waits, Set<String> submitAgain) throws InterruptedException {
        Instant end = end(waits);
        lost.giveUp(submitAgain);
        while (true) {
            for (BatchBook.Entry batch : book.open()) {
                look(batch);
            }
            submit(wanted);
            tell();
            List<BatchBook.Entry> awaited =
                    book.open().stream().filter(this::isAwaited).toList();
            if (awaited.isEmpty()) {
                break;
            }
            Instant now = clock.instant();
            if (!now.isBefore(end)) {
                throw leave(awaited);
            }
            Instant next = now.plusMillis(Math.max(1, Math.round(batching.pollSeconds() * 1000)));
            Thread.sleep(Duration.between(now, next.isBefore(end) ? next : end).toMillis() + 1);
        }
        if (stopped != null) {
            throw stopped;
        }
    }

    private boolean isAwaited(BatchBook.Entry batch) {
        return !lost.isUnknown(batch) && !refusing.contains(batch.name());
    }

    private Instant end(boolean waits) {
        Double hours = batching.waitHours();
        if (!waits) {
            return Instant.EPOCH;
        }
        return hours == null ? Instant.MAX : clock.instant().plusMillis(Math.round(hours * 3_600_000));
    }

    /** Asks how far a batch is, and brings in what has ended. */
    private void look(BatchBook.Entry batch) throws InterruptedException {
        try {
            if (batch.step() == JournalLine.BatchStep.BEGUN) {
                collection().refused(batch, "the process ended before the batch was submitted");
                return;
            }
            BatchBook.Entry found = batch.hasId() ? batch : sought(batch);
            String id = found == null ? null : found.id();
            if (found == null || id == null) {
                return;
            }
            BatchProgress progress = vendor.poll(id);
            states.put(batch.name(), progress.words());
            switch (progress.state()) {
                case UNDER_WAY -> {}
                case ENDED -> collect(found, progress);
                case REFUSED -> refused(found, progress.leftOver());
            }
        } catch (VendorUnavailable later) {
            states.put(batch.name(), later.words());
        } catch (DasllmException refused) {
            if (journal.isBroken()) {
                throw refused;
            }
            setAside(batch, refused);
        }
    }

    /** Others may have answers that were paid for, and are collected all the same. */
    private void setAside(BatchBook.Entry batch, DasllmException refused) {
        String again = "--submit-again " + batch.name();
        DasllmException why = DasllmException.input(
                "The batch " + batch.name() + " cannot be collected: " + refused.what(),
                refused.remedy()
                        + (refused.remedy().contains(again)
                                ? ""
                                : "; where its vendor does not have it any more, run the same command with " + again
                                        + ", and what it may have cost stays counted"));
        states.put(batch.name(), refused.what());
        if (refusing.add(batch.name())) {
            watcher.line(String.valueOf(why.getMessage()));
        }
        stop(why);
    }

    /** A batch whose submission's reply was lost; null where it is not to be asked about now. */
    private BatchBook.@Nullable Entry sought(BatchBook.Entry batch) throws VendorUnavailable, InterruptedException {
        LostBatches.Search search = lost.seek(batch);
        if (search instanceof LostBatches.Found found) {
            return found.batch();
        }
        if (search instanceof LostBatches.Later later) {
            states.put(batch.name(), "its reply was lost; " + later.words());
        } else if (search instanceof LostBatches.Unknown unknown) {
            stop(unknown.why());
        }
        return null;
    }

    private BatchCollection collection() {
        return new BatchCollection(
                vendor,
                teacher,
                book,
                ledger,
                journal,
                clock,
                answer -> watcher.answered(answer).ifPresent(this::stop));
    }

    private void collect(BatchBook.Entry batch, BatchProgress progress) throws VendorUnavailable, InterruptedException {
        BatchCollection collection = collection();
        try {
            collection.collect(batch, progress);
        } finally {
            answered += collection.answered();
            int resubmitted = settle(collection);
            if (!book.openNames().contains(batch.name())) {
                states.remove(batch.name());
                refused = null;
                watcher.line("The batch " + batch.name() + " has ended: " + collection.answered() + " answers"
                        + counted(collection.missed().size() - resubmitted, " failed")
                        + counted(resubmitted, " to be submitted again")
                        + counted(collection.unreadable(), " of its lines unreadable"));
            }
        }
    }

    private static String counted(int count, String what) {
        return count == 0 ? "" : ", " + count + what;
    }

    private void refused(BatchBook.Entry batch, String reason) {
        BatchCollection collection = collection();
        collection.refused(batch, "the vendor took the batch back: " + reason);
        refused = reason;
        settle(collection);
        states.remove(batch.name());
        watcher.line("The batch " + batch.name() + " was taken back by its vendor, and costs nothing: " + reason);
    }

    /** @return how many requests are to be submitted again */
    private int settle(BatchCollection collection) {
        int[] resubmitted = {0};
        collection.missed().forEach((key, missed) -> {
            ChatReply.Failed fatal = missed.fatal();
            if (fatal != null) {
                stop(DasllmException.input(
                        "The teacher at " + config.endpoint() + " refuses requests of a batch: " + fatal.reason(),
                        fatal.advice() + ", and run the same command again"));
            }
            if (missed.again() && tries.getOrDefault(key, 1) < batching.maxTries()) {
                queue.sendBack(key);
                resubmitted[0]++;
            } else {
                failures.put(key, missed.reason());
                givenUp++;
            }
        });
        return resubmitted[0];
    }

    /** Submits all that may be submitted now. */
    private void submit(Wanted wanted) throws InterruptedException {
        if (refused != null && !book.open().isEmpty()) {
            // Most often it has too much waiting: it may take more when that is done.
            return;
        }
        if (refused != null) {
            stop(DasllmException.input(
                    "The vendor at " + config.endpoint().getHost() + " takes no batch: " + refused,
                    "Correct the cause, or set batch.max_requests lower, and run the same command again"));
        }
        while (stopped == null) {
            BatchDraft draft = new BatchDraft(vendor, ledger);
            boolean more = fill(draft, wanted);
            if (draft.isEmpty()) {
                return;
            }
            if (draft.isTooSmall()) {
                draft.release();
                queue.putBack(draft.keys());
                if (book.open().isEmpty()) {
                    stop(tooFew(draft.keys().size()));
                }
                // Else those under way may send some back, which make it large enough.
                return;
            }
            try {
                new BatchSubmission(vendor, ledger, book, journal, clock)
                        .submit(draft, key -> wanted.again().apply(key).orElseThrow(), this::attempt)
                        .ifPresent(watcher::line);
            } catch (VendorUnavailable later) {
                if (draft.isHandedOn()) {
                    refused = later.words();
                }
                draft.release();
                draft.keys().forEach(queue::sendBack);
                if (book.open().isEmpty()) {
                    stop(DasllmException.input(
                            "No batch can be submitted: " + later.words(), "Wait, and run the same command again"));
                }
                return;
            }
            tell();
            if (!more) {
                return;
            }
        }
    }

    private int attempt(String key) {
        return tries.merge(key, 1, Integer::sum);
    }

    /** @return whether there may be room for another batch */
    private boolean fill(BatchDraft draft, Wanted wanted) {
        while (true) {
            BatchRequest request = queue.peek(wanted);
            if (request == null) {
                return false;
            }
            switch (draft.add(request)) {
                case ADDED -> queue.take();
                case FULL -> {
                    leaveEnough(draft, wanted);
                    return true;
                }
                case BUDGET -> {
                    if (draft.isTooSmall() && book.open().isEmpty()) {
                        stop(watcher.budgetUsedUp(ledger.spent(), ledger.mostInBatch(request.body())));
                    }
                    return false;
                }
            }
        }
    }

    /** Takes so many out of a full batch that those after it can make one, where there are few. */
    private void leaveEnough(BatchDraft draft, Wanted wanted) {
        boolean more = true;
        while (more && draft.missing(queue.known()) > 0) {
            more = queue.lookAhead(wanted);
        }
        for (int missing = draft.missing(queue.known()); missing > 0; missing--) {
            draft.takeBack().ifPresent(key -> queue.putBack(List.of(key)));
        }
    }

    private DasllmException tooFew(int requests) {
        return DasllmException.input(
                requests + (requests == 1 ? " request is" : " requests are") + " left, and a batch at "
                        + config.endpoint().getHost() + " takes at least "
                        + vendor.limits().fewest(),
                "Take batch out of the teacher's section, and run the same command again: it asks for what is left one by one,"
                        + " at the usual price; all that has come is kept");
    }

    private boolean isElsewhere(String key) {
        return answers.isAnswered(key) || book.holds(key) || failures.containsKey(key) || tries.containsKey(key);
    }

    private void tell() {
        List<BatchBook.Entry> open = book.open();
        String note = open.isEmpty()
                ? "no batch under way"
                : open.size() + (open.size() == 1 ? " batch" : " batches") + " of " + book.size()
                        + " requests under way: "
                        + open.stream()
                                .limit(3)
                                .map(batch ->
                                        batch.name() + " (" + states.getOrDefault(batch.name(), "submitted") + ")")
                                .collect(Collectors.joining(", "))
                        + (open.size() > 3 ? ", …" : "");
        watcher.progress(answered, givenUp, note);
    }

    private DasllmException leave(List<BatchBook.Entry> open) {
        return DasllmException.of(
                ExitCode.LATER,
                open.size() + (open.size() == 1 ? " batch" : " batches") + " of " + book.size()
                        + " requests are under way at "
                        + config.endpoint().getHost() + ": "
                        + open.stream().map(BatchBook.Entry::name).collect(Collectors.joining(", ")),
                "Run the same command again later: it collects what has ended, and asks for nothing twice");
    }

    private void stop(DasllmException why) {
        if (stopped == null) {
            stopped = why;
        }
    }
}
