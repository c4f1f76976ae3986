package org.dasllm.harvest.run;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.task.TaskKind;
import org.dasllm.format.task.Tool;
import org.dasllm.harvest.batch.BatchBook;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.KeyTable;
import org.dasllm.harvest.label.AnswerReading;
import org.dasllm.harvest.label.CallLabel;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.label.Label;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Meter;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.rate.RateControl;
import org.dasllm.harvest.teacher.Teacher;

/** One teacher's part of a harvest: asks for what is not answered, and reads all that is. */
final class TeacherHarvest {
    /** How long what is broken off may take to end. */
    private static final int BREAK_OFF_SECONDS = 20;

    private static final int RESERVE_PER_REQUEST = 64 << 10;

    private final TeacherConfig config;
    private final Teacher teacher;
    private final PromptMasking masking;
    private final double maxFailedShare;
    private final boolean repairs;
    private final Path journalFile;
    private final List<Path> otherJournals;
    private final LaterStages later;
    private final HarvestMode mode;
    private final Progress progress;
    private final AnswerReading reading;
    private final Fitness fitness;
    private final RateControl rate;
    private final Stop stop = new Stop();
    private final BatchBook book = new BatchBook();

    /**
     * @param repairs whether an answer that cannot be used is asked for once more
     * @param journalFile takes what is sent and answered; its lines count against the budget
     * @param otherJournals may have answers of this teacher too, from runs in which it was asked otherwise; they are read only
     */
    TeacherHarvest(
            TeacherConfig config,
            Teacher teacher,
            PromptMasking masking,
            double maxFailedShare,
            boolean repairs,
            Path journalFile,
            List<Path> otherJournals,
            LaterStages later,
            HarvestMode mode,
            Progress progress) {
        this.config = config;
        this.teacher = teacher;
        this.masking = masking;
        this.maxFailedShare = maxFailedShare;
        this.repairs = repairs;
        this.journalFile = journalFile;
        this.otherJournals = List.copyOf(otherJournals);
        this.later = later;
        this.mode = mode;
        this.progress = progress;
        this.reading = new AnswerReading(teacher);
        this.fitness = new Fitness(config, reading);
        this.rate = new RateControl(config, RandomGenerator.getDefault(), System.nanoTime());
    }

    /**
     * What the teacher's answers come to.
     *
     * @param asked how many requests were answered in this run
     * @param answers how many are wanted for all samples together
     */
    record Answered(TeacherConfig teacher, Outcome outcome, int asked, int answers) implements AutoCloseable {
        @Override
        public void close() {
            outcome.close();
        }
    }

    /**
     * Asks, and reads what was answered.
     *
     * @param beside a file in whose folder labels are kept for a while
     * @throws DasllmException where it was stopped, with everything answered kept in the journal
     */
    Answered answered(List<Sample> samples, Path beside) {
        if (mode.asks()) {
            teacher.prepare();
        }
        Requests requests = new Requests(teacher, samples, masking, config.samplesPerPrompt());
        mode.merged().forEach(this::merge);
        Ledger ledger = new Ledger(
                Prices.of(config.billed()),
                config.budgetTokens(),
                config.budgetMoney().map(BigDecimal::valueOf).orElse(null),
                config.maxTokens());
        KeyTable readable = new KeyTable();
        try (Journal journal = open(ledger, readable)) {
            journal.notices().forEach(progress::line);
            KeyTable oldNames = journal.hasOldLines() ? requests.oldNames() : new KeyTable();
            Outcome.Numbers numbers = name -> {
                int number = requests.number(name);
                return number >= 0 ? number : (int) oldNames.get(name, -1);
            };
            boolean[] answered = answered(journal, readable, requests, oldNames);
            readOthers(numbers, answered, ledger);
            int open = 0;
            for (boolean each : answered) {
                open += each ? 0 : 1;
            }
            if (open < requests.size()) {
                progress.line((requests.size() - open) + " of " + requests.size()
                        + " answers are in the journal already and are not asked for again");
            }
            Asked asked =
                    mode.asks() && open > 0 ? ask(requests, answered, open, journal, ledger) : new Asked(0, Map.of());
            refuseIfStopped(requests.size() - open + asked.answered(), requests.size());
            Outcome outcome = new Outcome(
                    config.model(),
                    requests,
                    masking,
                    labels(),
                    tools(),
                    numbers,
                    journal,
                    otherJournals,
                    reading,
                    asked.failures(),
                    beside);
            try {
                int again = repairs ? repair(requests, outcome, journal, ledger) : 0;
                return new Answered(config, outcome, asked.answered() + again, requests.answers());
            } catch (RuntimeException e) {
                outcome.close();
                throw e;
            }
        }
    }

    private void refuseIfStopped(int answered, int wanted) {
        RuntimeException stopped = stop.reason();
        if (stopped != null) {
            progress.line(answered + " of " + wanted + " answers are kept in " + journalFile
                    + "; the same command goes on from there");
            throw stopped;
        }
    }

    /** What was paid for in other journals of this run is not asked for again, and counts against the budget. */
    private void readOthers(Outcome.Numbers numbers, boolean[] answered, Ledger ledger) {
        for (Path other : otherJournals) {
            Journal.read(
                    other,
                    line -> {
                        int request = numbers.of(line.hash());
                        if (request < 0) {
                            return;
                        }
                        ledger.read(line);
                        answered[request] |= line instanceof JournalLine.Answer
                                || (line instanceof JournalLine.Failure failure
                                        && failure.raw() != null
                                        && reading.of(failure).isPresent());
                    },
                    damage -> {});
        }
    }

    /** Asks once more for what cannot be used; how many of those requests were answered in this run. */
    private int repair(Requests requests, Outcome outcome, Journal journal, Ledger ledger) {
        Repairs second = Repairs.of(requests, outcome, teacher, masking, later);
        if (second.count() == 0) {
            return 0;
        }
        second.read(journal, otherJournals, reading, line -> outcome.entry(line, Optional.of(line)));
        int open = second.open();
        int answered = 0;
        if (mode.asks() && open > 0) {
            answered = ask(
                            "Asking " + config.model() + " once more for what cannot be used",
                            second.asks(),
                            open,
                            journal,
                            ledger)
                    .answered();
            refuseIfStopped(second.count() - open + answered, second.count());
            second.read(journal, List.of(), reading, line -> outcome.entry(line, Optional.of(line)));
        }
        int usable = second.hand(outcome);
        progress.line(second.count() + (second.count() == 1 ? " answer" : " answers")
                + " could not be used and were asked for once more; " + usable + " can be used now");
        return answered;
    }

    /**
     * What came of asking.
     *
     * @param answered how many requests
     * @param failures why others were given up, by their keys
     */
    private record Asked(int answered, Map<String, String> failures) {}

    private void merge(Path other) {
        try (Journal journal = Journal.open(journalFile, 0, line -> {})) {
            Journal.Merged merged = journal.merge(other);
            merged.notices().forEach(progress::line);
            progress.line(merged.answers() + " answers are taken over from " + other
                    + (merged.same() > 0 ? ", " + merged.same() + " were there already" : "")
                    + (merged.conflicts() > 0
                            ? ", and of " + merged.conflicts() + " requests that have two answers the first is kept"
                            : ""));
        }
    }

    /** @param readable takes the names of requests whose failures can be read as answers by now */
    private Journal open(Ledger ledger, KeyTable readable) {
        return Journal.open(journalFile, RESERVE_PER_REQUEST * Math.min(config.concurrency(), 1000), line -> {
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
    private static boolean[] answered(Journal journal, KeyTable readable, Requests requests, KeyTable oldNames) {
        boolean[] answered = new boolean[requests.size()];
        for (KeyTable names : List.of(requests.numbers(), oldNames)) {
            journal.answeredAmong(names, request -> answered[(int) request] = true);
            names.common(readable, request -> answered[(int) request] = true);
        }
        return answered;
    }

    private Function<JournalLine.Answer, Label> labels() {
        return tools().isPresent() ? CallLabel::of : Label::of;
    }

    private Optional<String> tools() {
        return later.task().filter(task -> task.kind() == TaskKind.TOOL_CALL).map(task -> Tool.text(task.tools()));
    }

    private Asked ask(Requests requests, boolean[] answered, int count, Journal journal, Ledger ledger) {
        Iterator<Ask> open = requests.those(request -> !answered[request]);
        if (config.batch() != null) {
            BatchAsking asking = new BatchAsking(config, teacher, journal, ledger, book, fitness, progress);
            asking.run(requests, open, count, mode, stop);
            return new Asked(asking.answered(), asking.failures());
        }
        requireNoBatches();
        return ask("Asking " + config.model(), open, count, journal, ledger);
    }

    private void requireNoBatches() {
        if (!book.openNames().isEmpty()) {
            throw DasllmException.usage(
                    book.size() + " requests are in batches that have not been collected: "
                            + String.join(", ", book.openNames()),
                    "Write batch: {} into the teacher's section again to collect them; asked one by one, they would be paid for twice");
        }
    }

    private Asked ask(String title, Iterator<Ask> open, int count, Journal journal, Ledger ledger) {
        BlockingQueue<Questioning.Event> events = new LinkedBlockingQueue<>();
        try (ThreadLoop loop = new ThreadLoop(failure -> {
            stop.because(failure);
            events.add(Questioning.Event.ENDED);
        })) {
            Questioning questioning = new Questioning(
                    config,
                    teacher,
                    journal,
                    open,
                    events::add,
                    stop,
                    ledger,
                    fitness,
                    journal.answered() > 0,
                    rate,
                    loop,
                    RandomGenerator.getDefault());
            progress.start(title, count, "answers");
            questioning.start();
            try {
                follow(events, ledger, new Meter(config, ledger.spent(), count, System.nanoTime()));
            } catch (InterruptedException e) {
                stop.because(new IllegalStateException("the harvest was interrupted", e));
                questioning.breakOff();
                awaitEnd(events);
                Thread.currentThread().interrupt();
            }
            progress.finish();
            return new Asked(questioning.answered(), questioning.failures());
        }
    }

    private static void awaitEnd(BlockingQueue<Questioning.Event> events) {
        try {
            Questioning.Event event = events.poll(BREAK_OFF_SECONDS, TimeUnit.SECONDS);
            while (event != null && event != Questioning.Event.ENDED) {
                event = events.poll(BREAK_OFF_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            // Interrupted twice: what is under way is left behind.
            return;
        }
    }

    /** Shows what happens until nothing more does; what is under way when the harvest is stopped is brought home. */
    private void follow(BlockingQueue<Questioning.Event> events, Ledger ledger, Meter meter)
            throws InterruptedException {
        int done = 0;
        int failed = 0;
        int retried = 0;
        int limited = 0;
        for (Questioning.Event event = events.take(); event != Questioning.Event.ENDED; event = events.take()) {
            switch (event) {
                case ANSWERED -> done++;
                case FAILED -> {
                    done++;
                    failed++;
                }
                case RETRIED -> retried++;
                case LIMITED -> limited++;
                case ENDED -> throw new IllegalStateException("the loop ends there");
            }
            progress.update(
                    done,
                    meter.text(ledger.spent(), done, System.nanoTime())
                            + (retried > 0 ? ", " + retried + " retries" : "")
                            + (limited > 0 ? ", " + limited + " sent back by the teacher's limits" : "")
                            + (failed > 0 ? ", " + failed + " failed" : ""));
        }
    }

    /** Says what was left out and what was not as asked for; when all samples were taken. */
    void report(Outcome outcome) {
        outcome.dropped()
                .forEach((reason, count) ->
                        progress.line(count + (count == 1 ? " sample is" : " samples are") + " left out: " + reason));
        int without = outcome.withoutTokens();
        if (config.topLogprobs() > 0 && without > 0) {
            progress.line(without + (without == 1 ? " sample keeps its answer" : " samples keep their answers")
                    + " without log-probabilities, which the teacher did not tell in full");
        }
        int restored = outcome.restored();
        if (restored > 0) {
            progress.line(restored + (restored == 1 ? " sample keeps its answer" : " samples keep their answers")
                    + " without log-probabilities, since personal data came back into the text");
        }
        ModelName asked = ModelName.of(config.model());
        outcome.served().forEach((name, count) -> {
            if (!asked.agrees(ModelName.of(name))) {
                progress.line(count + (count == 1 ? " label is" : " labels are") + " of the model '"
                        + ModelName.shown(name) + "', though '" + config.model() + "' was asked for");
            }
        });
    }

    /** Refuses an outcome with too few answers, when all samples were taken. */
    void refuseTooManyFailures(Outcome outcome, int total) {
        if (outcome.failed() > maxFailedShare * total) {
            throw DasllmException.input(
                    outcome.failed() + " of " + total + " samples got no answer from " + config.endpoint() + " ("
                            + String.join("; ", outcome.firstReasons()) + "); the other answers are kept in "
                            + journalFile,
                    "Run the same command again to ask for the missing ones, or raise max_failed_share");
        }
        if (config.topLogprobs() > 0 && outcome.withoutTokens() == outcome.labelled() && outcome.labelled() > 0) {
            throw Fitness.withoutLogprobs(config);
        }
        if (outcome.labelled() == 0) {
            throw DasllmException.input(
                    "None of the " + total + " samples got an answer that can be used: "
                            + outcome.dropped().entrySet().stream()
                                    .map(entry -> entry.getValue() + " because " + entry.getKey())
                                    .collect(Collectors.joining("; ")),
                    "Check the prompts and the teacher, raise max_tokens if the answers were cut off, and run again");
        }
    }
}
