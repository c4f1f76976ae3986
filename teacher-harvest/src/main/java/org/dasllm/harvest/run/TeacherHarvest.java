package org.dasllm.harvest.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.config.TeacherPrices;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Prices;
import org.dasllm.harvest.teacher.Teacher;

/** One run of a teacher's harvest, from the prompts to the samples. */
final class TeacherHarvest {
    private static final int RESERVE_PER_REQUEST = 64 << 10;

    private final TeacherConfig config;
    private final Teacher teacher;
    private final double maxFailedShare;
    private final Path journalFile;
    private final LaterStages later;
    private final Progress progress;
    private final Stop stop = new Stop();

    TeacherHarvest(
            TeacherConfig config,
            Teacher teacher,
            double maxFailedShare,
            Path journalFile,
            LaterStages later,
            Progress progress) {
        this.config = config;
        this.teacher = teacher;
        this.maxFailedShare = maxFailedShare;
        this.journalFile = journalFile;
        this.later = later;
        this.progress = progress;
    }

    HarvestSummary run(List<Path> prompts, Path samplesOut) {
        long start = System.nanoTime();
        List<Sample> samples = PromptFiles.read(prompts, later);
        List<String> hashes = new ArrayList<>();
        Map<String, Ask> asks = new LinkedHashMap<>();
        for (Sample sample : samples) {
            JsonNode body = teacher.request(sample.prompt());
            String hash = teacher.hash(body);
            hashes.add(hash);
            asks.putIfAbsent(hash, new Ask(hash, sample.id(), body));
        }
        Ledger ledger = new Ledger(
                Prices.of(config.prices()),
                config.budgetTokens(),
                config.budgetMoney().map(BigDecimal::valueOf).orElse(null),
                config.maxTokens());
        try (Journal journal = Journal.open(journalFile, RESERVE_PER_REQUEST * config.concurrency(), ledger::read)) {
            journal.repair().ifPresent(progress::line);
            Queue<Ask> open = new ArrayDeque<>();
            asks.values().stream()
                    .filter(ask -> journal.answer(ask.hash()).isEmpty())
                    .forEach(open::add);
            if (open.size() < asks.size()) {
                progress.line((asks.size() - open.size()) + " of " + asks.size()
                        + " answers are in the journal already and are not asked for again");
            }
            Questioning questioning = ask(open, journal, ledger);
            RuntimeException stopped = stop.reason();
            if (stopped != null) {
                long kept = asks.keySet().stream()
                        .filter(hash -> journal.answer(hash).isPresent())
                        .count();
                progress.line(kept + " of " + asks.size() + " answers are kept in " + journalFile
                        + "; the same command goes on from there");
                throw stopped;
            }
            int reused = samples.size() - questioning.answered();
            Outcome outcome = Outcome.of(config.model(), samples, hashes, journal, questioning.failures());
            refuseTooManyFailures(outcome, samples.size());
            SampleFile.write(samplesOut, outcome.samples());
            report(outcome);
            return new HarvestSummary(
                    outcome.samples().size(),
                    questioning.answered(),
                    reused - outcome.failed(),
                    outcome.failed(),
                    outcome.dropped(),
                    outcome.served(),
                    outcome.promptTokens(),
                    outcome.completionTokens(),
                    (System.nanoTime() - start) / 1e9);
        }
    }

    private Questioning ask(Queue<Ask> open, Journal journal, Ledger ledger) {
        BlockingQueue<Questioning.Event> events = new LinkedBlockingQueue<>();
        Questioning questioning =
                new Questioning(config, teacher, journal, new ConcurrentLinkedQueue<>(open), events, stop, ledger);
        if (open.isEmpty()) {
            return questioning;
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(config.concurrency(), open.size()); i++) {
            Thread thread = new Thread(questioning, "harvest-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        progress.start("Asking " + config.model(), open.size(), "answers");
        try {
            follow(threads, events, ledger);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.because(new IllegalStateException("the harvest was interrupted", e));
            threads.forEach(Thread::interrupt);
        }
        progress.finish();
        return questioning;
    }

    /** Shows what happens until all threads have ended; those with a request under way bring it home. */
    private void follow(List<Thread> threads, BlockingQueue<Questioning.Event> events, Ledger ledger)
            throws InterruptedException {
        int done = 0;
        int failed = 0;
        int retried = 0;
        int limited = 0;
        while (true) {
            boolean ended = threads.stream().noneMatch(Thread::isAlive);
            Questioning.Event event = events.poll(ended ? 0 : 100, TimeUnit.MILLISECONDS);
            if (event == null) {
                if (ended) {
                    return;
                }
                continue;
            }
            switch (event) {
                case ANSWERED -> done++;
                case FAILED -> {
                    done++;
                    failed++;
                }
                case RETRIED -> retried++;
                case LIMITED -> limited++;
            }
            progress.update(
                    done,
                    spent(ledger.spent())
                            + (retried > 0 ? ", " + retried + " retries" : "")
                            + (limited > 0 ? ", " + limited + " sent back by the teacher's limits" : "")
                            + (failed > 0 ? ", " + failed + " failed" : ""));
        }
    }

    private String spent(Amount amount) {
        TeacherPrices prices = config.prices();
        return amount.tokens() + " tokens"
                + (prices == null ? "" : ", " + amount.money().toPlainString() + " " + prices.currency());
    }

    private void report(Outcome outcome) {
        outcome.dropped()
                .forEach((reason, count) ->
                        progress.line(count + (count == 1 ? " sample is" : " samples are") + " left out: " + reason));
        long without = outcome.withoutTokens();
        if (config.topLogprobs() > 0 && without > 0) {
            progress.line(without + (without == 1 ? " sample keeps its answer" : " samples keep their answers")
                    + " without log-probabilities, which the teacher did not tell in full");
        }
        ModelName asked = ModelName.of(config.model());
        outcome.served().forEach((name, count) -> {
            if (!asked.agrees(ModelName.of(name))) {
                progress.line(count + (count == 1 ? " label is" : " labels are") + " of the model '"
                        + ModelName.shown(name) + "', though '" + config.model() + "' was asked for");
            }
        });
    }

    private void refuseTooManyFailures(Outcome outcome, int total) {
        if (outcome.failed() > maxFailedShare * total) {
            throw DasllmException.input(
                    outcome.failed() + " of " + total + " samples got no answer from " + config.endpoint() + " ("
                            + String.join("; ", outcome.firstReasons()) + "); the other answers are kept in "
                            + journalFile,
                    "Run the same command again to ask for the missing ones, or raise max_failed_share");
        }
        if (config.topLogprobs() > 0
                && outcome.withoutTokens() == outcome.samples().size()
                && !outcome.samples().isEmpty()) {
            throw Fitness.withoutLogprobs(config);
        }
        if (outcome.samples().isEmpty()) {
            throw DasllmException.input(
                    "None of the " + total + " samples got an answer that can be used: "
                            + outcome.dropped().entrySet().stream()
                                    .map(entry -> entry.getValue() + " because " + entry.getKey())
                                    .collect(Collectors.joining("; ")),
                    "Check the prompts and the teacher, raise max_tokens if the answers were cut off, and run again");
        }
    }
}
