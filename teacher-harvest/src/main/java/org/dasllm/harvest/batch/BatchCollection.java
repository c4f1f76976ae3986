package org.dasllm.harvest.batch;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Billing;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.jspecify.annotations.Nullable;

/**
 * Brings the results of one batch into the journal. A request that has an outcome since it was submitted gets no second one, so that results may be
 * read as often as need be and count once.
 */
final class BatchCollection {
    private static final int OK = 200;

    private final BatchTeacher vendor;
    private final Teacher teacher;
    private final BatchBook book;
    private final Ledger ledger;
    private final JournalWriting journal;
    private final Clock clock;
    private final Consumer<JournalLine.Answer> answers;
    private final Map<String, Missed> missed = new LinkedHashMap<>();
    private int answered;
    private int unreadable;

    /**
     * A request without an answer.
     *
     * @param again whether asking again may help
     * @param fatal a failure that every other request would meet too; null where it is this one's own
     */
    record Missed(String reason, boolean again, ChatReply.@Nullable Failed fatal) {}

    /** @param answers is given every answer that is new */
    BatchCollection(
            BatchTeacher vendor,
            Teacher teacher,
            BatchBook book,
            Ledger ledger,
            JournalWriting journal,
            Clock clock,
            Consumer<JournalLine.Answer> answers) {
        this.vendor = vendor;
        this.teacher = teacher;
        this.book = book;
        this.ledger = ledger;
        this.journal = journal;
        this.clock = clock;
        this.answers = answers;
    }

    /** Requests of this batch that have no answer now, by their keys. */
    Map<String, Missed> missed() {
        return missed;
    }

    int answered() {
        return answered;
    }

    /** How many lines could not be read, even when the results were asked for twice. */
    int unreadable() {
        return unreadable;
    }

    /** Reads the results of a batch that has ended, and leaves no request of it without an outcome. */
    void collect(BatchBook.Entry batch, BatchProgress ended) throws VendorUnavailable, InterruptedException {
        List<BatchRow.Unreadable> bad = pass(batch);
        if (!bad.isEmpty()) {
            // It may have been damaged on its way; what is here already is passed over.
            bad = pass(batch);
        }
        unreadable = bad.size();
        List<String> nameless = new ArrayList<>();
        for (BatchRow.Unreadable row : bad) {
            Optional<String> key = row.key().filter(each -> book.holds(each, batch.name()));
            if (key.isPresent()) {
                lost(key.get(), row.line());
            } else {
                nameless.add(row.line());
            }
        }
        List<String> left = book.keys(batch.name());
        // Lines without a name are about some of those that are left: which, nobody knows, so that the dearest count.
        left.sort(Comparator.comparing((String key) -> ledger.mostOf(key).money())
                .thenComparing(key -> ledger.mostOf(key).tokens())
                .reversed());
        for (int i = 0; i < left.size(); i++) {
            if (i < nameless.size()) {
                lost(left.get(i), nameless.get(i));
            } else {
                notRun(left.get(i), ended.leftOver());
            }
        }
        end(batch, JournalLine.BatchStep.COLLECTED);
    }

    /** The vendor took nothing of it: its requests cost nothing. */
    void refused(BatchBook.Entry batch, String reason) {
        book.keys(batch.name()).forEach(key -> notRun(key, reason));
        end(batch, JournalLine.BatchStep.GIVEN_UP);
    }

    private void end(BatchBook.Entry batch, JournalLine.BatchStep step) {
        JournalLine.Batch line =
                new JournalLine.Batch(batch.name(), step, clock.instant().toString(), null, null, batch.id());
        journal.force(line);
        book.read(line);
    }

    private List<BatchRow.Unreadable> pass(BatchBook.Entry batch) throws VendorUnavailable, InterruptedException {
        List<BatchRow.Unreadable> bad = new ArrayList<>();
        String id = batch.id();
        if (id == null) {
            throw new IllegalStateException("a batch without an id has no results");
        }
        try {
            vendor.collect(id, row -> {
                if (row instanceof BatchRow.Unreadable unread) {
                    bad.add(unread);
                } else if (row instanceof BatchRow.NotRun notRun && book.holds(notRun.key(), batch.name())) {
                    notRun(notRun.key(), notRun.reason());
                } else if (row instanceof BatchRow.Received received && book.holds(received.key(), batch.name())) {
                    received(received);
                }
            });
        } finally {
            journal.force();
        }
        return bad;
    }

    private void received(BatchRow.Received row) {
        String now = clock.instant().toString();
        int attempt = book.attempt(row.key());
        ChatReply reply = teacher.read(row.status(), row.body());
        if (reply instanceof ChatReply.Answered answer) {
            JournalLine.Answer line = (JournalLine.Answer) ledger.priced(JournalLine.Answer.received(
                    row.key(),
                    attempt,
                    now,
                    0,
                    answer,
                    row.status(),
                    answer.response().head().requestId().or(row::requestId),
                    row.body()));
            write(line);
            answered++;
            answers.accept(line);
            return;
        }
        ChatReply.Failed failed = (ChatReply.Failed) reply;
        boolean all = failed.remedy() == ChatReply.Remedy.STOP;
        boolean again = !all && failed.remedy() != ChatReply.Remedy.NONE;
        boolean billed = row.status() == OK || Billing.mayBeBilled(failed);
        failure(
                row.key(),
                row.status(),
                failed.reason(),
                !again,
                failed.raw() == null ? null : row.body(),
                billed,
                row.requestId().orElse(null));
        missed.put(row.key(), new Missed(failed.reason(), again, all ? failed : null));
    }

    private void notRun(String key, String reason) {
        failure(key, null, reason, false, null, false, null);
        missed.put(key, new Missed(reason, true, null));
    }

    /** It was probably answered, and the answer cannot be read: it counts with the most that it can have cost. */
    private void lost(String key, String line) {
        String reason = "its line in the batch's results cannot be read";
        failure(key, null, reason, false, line, true, null);
        missed.put(key, new Missed(reason, true, null));
    }

    private void failure(
            String key,
            @Nullable Integer status,
            String reason,
            boolean last,
            @Nullable String raw,
            boolean billed,
            @Nullable String requestId) {
        Amount most = ledger.mostOf(key);
        write(ledger.priced(new JournalLine.Failure(
                key,
                book.attempt(key),
                clock.instant().toString(),
                0,
                status,
                reason,
                last,
                raw,
                billed ? most.tokens() : 0,
                requestId)));
    }

    private void write(JournalLine line) {
        journal.write(line);
        ledger.read(line);
        book.read(line);
    }
}
