package org.dasllm.harvest.batch;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;

/** Batches whose submission got no reply: they are sought at their vendor, or given up by their names. */
final class LostBatches {
    private final TeacherConfig config;
    private final double pollSeconds;
    private final BatchTeacher vendor;
    private final BatchBook book;
    private final JournalWriting journal;
    private final Clock clock;
    private final Consumer<String> report;

    /** Batches of which nobody knows whether their vendor has them. */
    private final Set<String> unknown = new HashSet<>();

    /** What came of a search. */
    sealed interface Search {}

    /** @param batch with the id that the vendor gave it */
    record Found(BatchBook.Entry batch) implements Search {}

    /** It is to be sought again at the next poll. */
    record Later(String words) implements Search {}

    /** The vendor does not show it, and may have it: a person has to look. */
    record Unknown(DasllmException why) implements Search {}

    /** @param report takes what a person may want to know later */
    LostBatches(
            TeacherConfig config,
            BatchTeacher vendor,
            BatchBook book,
            JournalWriting journal,
            Clock clock,
            Consumer<String> report) {
        this.config = config;
        this.pollSeconds = Objects.requireNonNull(config.batch()).pollSeconds();
        this.vendor = vendor;
        this.book = book;
        this.journal = journal;
        this.clock = clock;
        this.report = report;
    }

    /** Whether an earlier search did not find it. */
    boolean isUnknown(BatchBook.Entry batch) {
        return unknown.contains(batch.name());
    }

    /** Seeks a batch that was handed on and has no id. */
    Search seek(BatchBook.Entry batch) throws VendorUnavailable, InterruptedException {
        BatchSearch search = vendor.find(
                batch.intent(), id -> book.isOthers(id, batch.name()), key -> book.holds(key, batch.name()));
        if (search instanceof BatchSearch.Found found) {
            report.accept("The batch " + batch.name()
                    + ", whose submission's reply had not arrived, is found at its vendor as " + found.id());
            return new Found(submitted(batch.name(), found.id()));
        }
        if (search instanceof BatchSearch.Undecided undecided) {
            return new Later(undecided.words());
        }
        Duration grace = Duration.ofMillis(Math.round(2000 * pollSeconds));
        if (clock.instant().isBefore(batch.intent().at().plus(grace))) {
            return new Later("it is not shown by its vendor yet");
        }
        unknown.add(batch.name());
        return new Unknown(DasllmException.input(
                "The batch " + batch.name() + " of " + batch.requests() + " requests was about to be submitted at "
                        + batch.at()
                        + ", no reply came, and the vendor at "
                        + config.endpoint().getHost()
                        + " shows no such batch: it may still have it, and bill it",
                "Look at the vendor's list of batches; if it is not there, run the same command with --submit-again "
                        + batch.name() + ", and what it may have cost stays counted"));
    }

    private BatchBook.Entry submitted(String name, String id) {
        JournalLine.Batch line = new JournalLine.Batch(name, JournalLine.BatchStep.SUBMITTED, now(), null, null, id);
        journal.force(line);
        book.read(line);
        return book.open().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Gives batches up, though their vendor may have them.
     *
     * @param names of batches under way
     * @throws DasllmException where there is none of a name, or it cannot be stopped at its vendor
     */
    void giveUp(Set<String> names) throws InterruptedException {
        for (String name : names) {
            BatchBook.Entry batch = book.open().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> DasllmException.usage(
                            "--submit-again names the batch " + name
                                    + ", and the journal has none of that name under way",
                            book.openNames().isEmpty()
                                    ? "Leave the option out"
                                    : "Those under way are " + String.join(", ", book.openNames())));
            boolean ends = endsAtItsVendor(batch);
            JournalLine.Batch line =
                    new JournalLine.Batch(name, JournalLine.BatchStep.GIVEN_UP, now(), null, null, batch.id());
            journal.force(line);
            book.read(line);
            report.accept("The batch " + name
                    + " is given up" + (ends ? ", and its vendor was asked to stop it" : "")
                    + "; its requests count with the most that they can have cost, and are submitted again");
        }
    }

    private boolean endsAtItsVendor(BatchBook.Entry batch) throws InterruptedException {
        String id = batch.id();
        try {
            return id != null && vendor.stop(id);
        } catch (VendorUnavailable later) {
            throw DasllmException.input(
                    "The batch " + batch.name() + " cannot be stopped at its vendor: " + later.words(),
                    "Run the same command again, so that it is not billed beside the one that follows");
        }
    }

    private String now() {
        return clock.instant().toString();
    }
}
