package org.dasllm.harvest.run;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.harvest.batch.BatchBook;
import org.dasllm.harvest.batch.BatchHarvest;
import org.dasllm.harvest.batch.BatchRequest;
import org.dasllm.harvest.batch.BatchTeachers;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;

/** Asks in batches what would else be asked request by request, and shows what happens. */
final class BatchAsking implements BatchHarvest.Watcher {
    private final AskedTeacher asked;
    private final BatchBook book;
    private final Fitness fitness;
    private final Progress progress;
    private final BatchHarvest harvest;

    BatchAsking(AskedTeacher asked, Journal journal, Ledger ledger, BatchBook book, Fitness fitness) {
        this.asked = asked;
        this.book = book;
        this.fitness = fitness;
        this.progress = asked.progress();
        this.harvest = new BatchHarvest(
                asked.config(), BatchTeachers.of(asked.config()), asked.teacher(), journal, ledger, book, this);
    }

    /**
     * Asks to the end, or until it is left to a later run.
     *
     * @param open requests without an answer
     * @param count how many they are
     * @param stop hears why it ended early
     */
    void run(Requests requests, Iterator<Ask> open, int count, Stop stop) {
        // With several teachers a name may be that of another one's batch.
        Set<String> givenUp = new HashSet<>(asked.mode().submittedAgain());
        givenUp.retainAll(book.openNames());
        progress.start("Asking " + asked.called() + " in batches", count, "answers");
        try {
            harvest.run(
                    new BatchHarvest.Wanted(each(open), key -> again(requests, key)),
                    asked.mode().waits(),
                    givenUp);
        } catch (InterruptedException e) {
            stop.because(new IllegalStateException("the harvest was interrupted", e));
            Thread.currentThread().interrupt();
        } catch (DasllmException ended) {
            stop.because(ended);
        }
        progress.finish();
    }

    int answered() {
        return harvest.answered();
    }

    Map<String, String> failures() {
        return harvest.failures();
    }

    private static Iterator<BatchRequest> each(Iterator<Ask> open) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return open.hasNext();
            }

            @Override
            public BatchRequest next() {
                return request(open.next());
            }
        };
    }

    private static BatchRequest request(Ask ask) {
        return new BatchRequest(ask.key(), ask.sample(), ask.body());
    }

    private static Optional<BatchRequest> again(Requests requests, String key) {
        int number = requests.number(key);
        return number < 0 ? Optional.empty() : Optional.of(request(requests.ask(number)));
    }

    @Override
    public Optional<DasllmException> answered(JournalLine.Answer answer) {
        return fitness.judge(answer);
    }

    @Override
    public void progress(int answered, int givenUp, String note) {
        progress.update((long) answered + givenUp, note + (givenUp > 0 ? ", " + givenUp + " failed" : ""));
    }

    @Override
    public void line(String text) {
        progress.line(text);
    }

    @Override
    public DasllmException budgetUsedUp(Amount spent, Amount next) {
        return new StopReasons(asked.config()).budgetUsedUp(spent, next);
    }
}
