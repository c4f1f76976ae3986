package org.dasllm.harvest.run;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Counted;
import org.dasllm.format.sample.Sample;
import org.dasllm.harvest.batch.BatchBook;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.KeyTable;
import org.dasllm.harvest.label.AnswerReading;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.rate.RateControl;
import org.jspecify.annotations.Nullable;

/**
 * One teacher under way, in steps: {@link #open} looks for what is answered, {@link #ask} asks for the rest, {@link #read} reads all answers,
 * {@link #askAgain} asks once more for what cannot be used, {@link #answered} hands over what came of it all. Several teachers may take the
 * same step at the same time where it asks. Where a step reads, the journals of the others must be at rest.
 */
final class TeacherAsking implements AutoCloseable {
    private static final int RESERVE_PER_REQUEST = 64 << 10;

    private final AskedTeacher asked;
    private final TeacherConfig config;
    private final AnswerReading reading;
    private final Fitness fitness;
    private final RateControl rate;
    private final Stop stop = new Stop();
    private final BatchBook book = new BatchBook();
    private final Ledger ledger;
    private final Requests requests;
    private final Journal journal;
    private final List<Path> otherJournals;
    private final boolean[] done;
    private final KeyTable oldNames;
    private int open;
    private int answers;
    private Map<String, String> failures = Map.of();
    private @Nullable Outcome outcome;
    private @Nullable Repairs second;

    private TeacherAsking(AskedTeacher asked, Requests requests) {
        this.asked = asked;
        this.config = asked.config();
        this.reading = new AnswerReading(asked.teacher());
        this.fitness = new Fitness(config, reading);
        this.rate = new RateControl(config, RandomGenerator.getDefault(), System.nanoTime());
        this.requests = requests;
        this.ledger = new Ledger(
                Prices.of(config.prices()),
                Prices.of(config.pricesInBatches()),
                config.budgetTokens(),
                config.budgetMoney().map(BigDecimal::valueOf).orElse(null),
                config.maxTokens());
        this.otherJournals = asked.otherJournals().get();
        KeyTable readable = new KeyTable();
        this.journal = journal(readable);
        try {
            journal.notices().forEach(asked.progress()::line);
            this.oldNames = journal.hasOldLines() ? requests.oldNames() : new KeyTable();
            this.done = done(readable);
            readOthers();
        } catch (RuntimeException e) {
            journal.close();
            throw e;
        }
        for (boolean each : done) {
            open += each ? 0 : 1;
        }
        int there = requests.size() - open;
        if (there > 0) {
            asked.progress()
                    .line(there + " of " + Counted.of(requests.size(), "answer")
                            + (there == 1
                                    ? " is in the journal already and is not asked for again"
                                    : " are in the journal already and are not asked for again"));
        }
    }

    /**
     * Looks for what is answered; other journals are merged before.
     *
     * @throws DasllmException where the journal is in use or damaged, or the teacher cannot be asked at all
     */
    static TeacherAsking open(AskedTeacher asked, List<Sample> samples) {
        if (asked.mode().asks()) {
            asked.teacher().prepare();
        }
        Requests requests = new Requests(
                asked.teacher(), samples, asked.masking(), asked.config().samplesPerPrompt());
        asked.mode().merged().forEach(other -> merge(asked, other));
        return new TeacherAsking(asked, requests);
    }

    private static void merge(AskedTeacher asked, Path other) {
        try (Journal journal = Journal.open(asked.journal(), 0, line -> {})) {
            Journal.Merged merged = journal.merge(other);
            merged.notices().forEach(asked.progress()::line);
            asked.progress()
                    .line(Counted.of(merged.answers(), "answer is", "answers are") + " taken over from " + other
                            + (merged.same() > 0
                                    ? ", " + Counted.of(merged.same(), "was", "were") + " there already"
                                    : "")
                            + (merged.conflicts() > 0
                                    ? ", and of "
                                            + Counted.of(merged.conflicts(), "request that has", "requests that have")
                                            + " two answers the first is kept"
                                    : ""));
        }
    }

    /** @param readable takes the names of requests whose failures can be read as answers by now */
    private Journal journal(KeyTable readable) {
        return Journal.open(asked.journal(), RESERVE_PER_REQUEST * Math.min(config.concurrency(), 1000), line -> {
            ledger.read(line);
            book.read(line);
            rate.earlier(line);
            if (line instanceof JournalLine.Answer answer) {
                fitness.earlier(answer);
            } else if (line instanceof JournalLine.Failure failure
                    && failure.raw() != null
                    && reading.of(failure).isPresent()) {
                readable.putIfAbsent(failure.hash(), 0);
            }
        });
    }

    /** Of each request, whether it need not be asked. */
    private boolean[] done(KeyTable readable) {
        boolean[] answered = new boolean[requests.size()];
        for (KeyTable names : List.of(requests.numbers(), oldNames)) {
            journal.answeredAmong(names, request -> answered[(int) request] = true);
            names.common(readable, request -> answered[(int) request] = true);
        }
        return answered;
    }

    private int number(String name) {
        int number = requests.number(name);
        return number >= 0 ? number : (int) oldNames.get(name, -1);
    }

    /** What was paid for in other journals of this run is not asked for again, and counts against the budget. */
    private void readOthers() {
        for (Path other : otherJournals) {
            Journal.read(
                    other,
                    line -> {
                        int request = number(line.hash());
                        if (request < 0) {
                            return;
                        }
                        ledger.read(line);
                        done[request] |= line instanceof JournalLine.Answer
                                || (line instanceof JournalLine.Failure failure
                                        && failure.raw() != null
                                        && reading.of(failure).isPresent());
                    },
                    damage -> {});
        }
    }

    /** How many requests are to be asked. */
    int open() {
        return asked.mode().asks() ? open : 0;
    }

    /** Names of batches that have not been collected. */
    List<String> batchesUnderWay() {
        return book.openNames();
    }

    /** Whether another teacher has a request of the same name: asked at the same time, it would be paid for twice. */
    boolean sharesRequestsWith(TeacherAsking other) {
        boolean[] shared = {false};
        requests.numbers().common(other.requests.numbers(), request -> shared[0] = true);
        return shared[0];
    }

    /**
     * Asks for what is open.
     *
     * @throws DasllmException where it was stopped, with everything answered kept in the journal
     */
    void ask() {
        if (open() == 0) {
            return;
        }
        Iterator<Ask> wanted = requests.those(request -> !done[request]);
        if (config.batch() != null) {
            BatchAsking asking = new BatchAsking(asked, journal, ledger, book, fitness);
            asking.run(requests, wanted, open, stop);
            answers = asking.answered();
            failures = asking.failures();
        } else {
            requireNoBatches();
            RequestAsking asking = new RequestAsking(asked, journal, ledger, fitness, rate, stop);
            asking.run("Asking " + asked.called(), wanted, open);
            answers = asking.answered();
            failures = asking.failures();
        }
        refuseIfStopped(requests.size() - open + answers, requests.size());
    }

    private void requireNoBatches() {
        if (!book.openNames().isEmpty()) {
            throw DasllmException.usage(
                    Counted.of(book.size(), "request is", "requests are")
                            + " in batches that have not been collected: "
                            + String.join(", ", book.openNames()),
                    "Write batch: {} into the teacher's section again to collect them; asked one by one, they would be paid for twice");
        }
    }

    private void refuseIfStopped(int answered, int wanted) {
        RuntimeException stopped = stop.reason();
        if (stopped != null) {
            asked.progress()
                    .line(answered + " of " + Counted.of(wanted, "answer") + (answered == 1 ? " is" : " are")
                            + " kept in " + asked.journal() + "; the same command goes on from there");
            throw stopped;
        }
    }

    /**
     * Reads what was answered.
     *
     * @param beside a file in whose folder labels are kept for a while
     */
    void read(Path beside) {
        Outcome read = new Outcome(
                config.model(),
                requests,
                asked.masking(),
                asked.labels(),
                asked.tools(),
                this::number,
                journal,
                otherJournals,
                reading,
                failures,
                beside);
        outcome = read;
        if (asked.repairs()) {
            Repairs repairs = Repairs.of(requests, read, asked.teacher(), asked.masking(), asked.later());
            repairs.read(journal, otherJournals, reading, line -> read.entry(line, Optional.of(line)));
            second = repairs;
        }
    }

    private Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the answers were not read yet");
        }
        return outcome;
    }

    /** How many answers are to be asked for once more. */
    int openAgain() {
        return second == null || !asked.mode().asks() ? 0 : second.open();
    }

    /** Asks once more for what cannot be used; throws what {@link #ask} throws. */
    void askAgain() {
        Repairs repairs = second;
        int wanted = openAgain();
        if (repairs == null || wanted == 0) {
            return;
        }
        RequestAsking asking = new RequestAsking(asked, journal, ledger, fitness, rate, stop);
        asking.run("Asking " + asked.called() + " once more for what cannot be used", repairs.asks(), wanted);
        answers += asking.answered();
        refuseIfStopped(repairs.count() - wanted + asking.answered(), repairs.count());
    }

    /** What came of it; whoever takes it closes it. */
    TeacherHarvest.Answered answered() {
        Outcome whole = outcome();
        if (second != null && second.count() > 0) {
            second.read(journal, List.of(), reading, line -> whole.entry(line, Optional.of(line)));
            int usable = second.hand(whole);
            asked.progress()
                    .line(Counted.of(second.count(), "answer")
                            + (second.count() == 1
                                    ? " could not be used and was asked for once more; "
                                    : " could not be used and were asked for once more; ")
                            + usable + " can be used now");
        }
        outcome = null;
        return new TeacherHarvest.Answered(config, whole, answers, requests.answers());
    }

    @Override
    public void close() {
        try (journal) {
            if (outcome != null) {
                outcome.close();
            }
        }
    }
}
