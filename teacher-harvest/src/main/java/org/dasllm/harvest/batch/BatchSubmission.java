package org.dasllm.harvest.batch;

import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.dasllm.format.error.DasllmException;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.JournalLine.BatchStep;
import org.dasllm.harvest.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/**
 * Submits one batch. Its requests and the intent to submit it are on the disk before, its id directly after, so that at no time the vendor has a batch
 * that the journal does not know of.
 */
final class BatchSubmission {
    private static final int NAME_BYTES = 6;
    private static final int MOST_TRIES = 3;

    private final BatchTeacher vendor;
    private final Ledger ledger;
    private final BatchBook book;
    private final JournalWriting journal;
    private final Clock clock;

    BatchSubmission(BatchTeacher vendor, Ledger ledger, BatchBook book, JournalWriting journal, Clock clock) {
        this.vendor = vendor;
        this.ledger = ledger;
        this.book = book;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Submits it.
     *
     * @param requests makes a request of its key once more
     * @param attempts counts how often a request is submitted, from 1
     * @return what is to be said of it
     * @throws VendorUnavailable if it was not submitted and may be later; what the journal has of it says so
     */
    Optional<String> submit(BatchDraft draft, Function<String, BatchRequest> requests, ToIntFunction<String> attempts)
            throws VendorUnavailable, InterruptedException {
        byte[] random = new byte[NAME_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        String name = "dasllm-" + HexFormat.of().formatHex(random);
        byte[] rows = draft.rows();
        Optional<String> file = vendor.upload(name, rows);
        BatchIntent intent = new BatchIntent(name, clock.instant(), draft.keys().size(), file);
        journal(draft, intent, requests, attempts);
        return send(intent, rows);
    }

    private void journal(
            BatchDraft draft,
            BatchIntent intent,
            Function<String, BatchRequest> requests,
            ToIntFunction<String> attempts) {
        write(new JournalLine.Batch(
                intent.name(),
                BatchStep.BEGUN,
                intent.at().toString(),
                intent.requests(),
                intent.file().orElse(null),
                null));
        for (int i = 0; i < draft.keys().size(); i++) {
            BatchRequest request = requests.apply(draft.keys().get(i));
            int attempt = attempts.applyAsInt(request.key());
            JournalLine.Request line = new JournalLine.Request(
                    request.key(),
                    request.sample(),
                    attempt,
                    clock.instant().toString(),
                    attempt == 1 ? request.body() : null,
                    intent.name());
            write(line);
            ledger.sent(line);
            // From now on it counts with its most, until its outcome is here: in this process or a later one.
            ledger.lose(draft.reserved(i), request.key());
        }
        draft.handedOn();
        write(step(intent, BatchStep.SUBMITTING, null));
        journal.force();
    }

    private void write(JournalLine line) {
        journal.write(line);
        book.read(line);
    }

    private JournalLine.Batch step(BatchIntent intent, BatchStep step, @Nullable String id) {
        return new JournalLine.Batch(intent.name(), step, clock.instant().toString(), null, null, id);
    }

    private Optional<String> send(BatchIntent intent, byte[] rows) throws VendorUnavailable, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                String id = vendor.submit(intent, rows);
                write(step(intent, BatchStep.SUBMITTED, id));
                journal.force();
                return Optional.of("The batch " + intent.name() + " of " + intent.requests()
                        + " requests is submitted; its vendor calls it " + id);
            } catch (VendorUnavailable failed) {
                if (failed.maybeDone()) {
                    // It is looked for like one of a process that ended at this moment.
                    return Optional.of("No reply came to the submission of the batch " + intent.name() + " ("
                            + failed.words() + "); it is looked for at its vendor");
                }
                if (attempt == MOST_TRIES) {
                    notSubmitted(intent, failed.words());
                    throw failed;
                }
                Thread.sleep(1000L * attempt);
            } catch (DasllmException refused) {
                notSubmitted(intent, String.valueOf(refused.getMessage()));
                throw refused;
            }
        }
    }

    /** The vendor said so itself: nothing of it is answered or billed. */
    private void notSubmitted(BatchIntent intent, String why) {
        for (String key : book.keys(intent.name())) {
            JournalLine.Failure line = new JournalLine.Failure(
                    key,
                    book.attempt(key),
                    clock.instant().toString(),
                    0,
                    null,
                    "the batch was not submitted: " + why,
                    false,
                    null,
                    0L);
            write(line);
            ledger.read(line);
        }
        write(step(intent, BatchStep.GIVEN_UP, null));
        journal.force();
    }
}
