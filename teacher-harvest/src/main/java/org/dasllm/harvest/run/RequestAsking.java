package org.dasllm.harvest.run;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.ledger.Meter;
import org.dasllm.harvest.rate.RateControl;

/** Asks a teacher request by request, and shows what happens. */
final class RequestAsking {
    /** How long what is broken off may take to end. */
    private static final int BREAK_OFF_SECONDS = 20;

    private final AskedTeacher asked;
    private final Journal journal;
    private final Ledger ledger;
    private final Fitness fitness;
    private final RateControl rate;
    private final Stop stop;
    private final BlockingQueue<Questioning.Event> events = new LinkedBlockingQueue<>();
    private int answered;
    private Map<String, String> failures = Map.of();

    /** @param stop hears why it ended early */
    RequestAsking(AskedTeacher asked, Journal journal, Ledger ledger, Fitness fitness, RateControl rate, Stop stop) {
        this.asked = asked;
        this.journal = journal;
        this.ledger = ledger;
        this.fitness = fitness;
        this.rate = rate;
        this.stop = stop;
    }

    /**
     * Asks to the end, or until it is stopped; what is under way then is brought home. To be called once.
     *
     * @param open requests without an answer
     * @param count how many they are
     */
    void run(String title, Iterator<Ask> open, int count) {
        try (ThreadLoop loop = new ThreadLoop(failure -> {
            stop.because(failure);
            events.add(Questioning.Event.ENDED);
        })) {
            Questioning questioning = new Questioning(
                    asked.config(),
                    asked.teacher(),
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
            asked.progress().start(title, count, "answers");
            questioning.start();
            try {
                follow(new Meter(asked.config(), ledger.spent(), count, System.nanoTime()));
            } catch (InterruptedException e) {
                stop.because(new IllegalStateException("the harvest was interrupted", e));
                questioning.breakOff();
                awaitEnd();
                Thread.currentThread().interrupt();
            }
            asked.progress().finish();
            answered = questioning.answered();
            failures = questioning.failures();
        }
    }

    int answered() {
        return answered;
    }

    /** Why requests were given up, by their keys. */
    Map<String, String> failures() {
        return failures;
    }

    private void awaitEnd() {
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

    /** Shows what happens until nothing more does. */
    private void follow(Meter meter) throws InterruptedException {
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
            asked.progress()
                    .update(
                            done,
                            meter.text(ledger.spent(), done, System.nanoTime())
                                    + (retried == 0 ? "" : retried == 1 ? ", 1 retry" : ", " + retried + " retries")
                                    + (limited > 0 ? ", " + limited + " sent back by the teacher's limits" : "")
                                    + (failed > 0 ? ", " + failed + " failed" : ""));
        }
    }
}
