package org.dasllm.harvest.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.teacher.Reply;
import org.dasllm.harvest.teacher.Teacher;
import org.jspecify.annotations.Nullable;

/** Asks request by request from a queue until it is empty or the harvest is stopped. Run by several threads at once. */
final class Questioning implements Runnable {
    private static final int HOPELESS_AFTER = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private final TeacherConfig config;
    private final Teacher teacher;
    private final Journal journal;
    private final Queue<Ask> queue;
    private final BlockingQueue<Event> events;
    private final Stop stop;
    private final RateGate gate;
    private final TokenBudget budget;
    private final Fitness fitness;
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger inARow = new AtomicInteger();

    /** Something worth showing has happened. */
    enum Event {
        ANSWERED,
        FAILED,
        RETRIED
    }

    Questioning(
            TeacherConfig config,
            Teacher teacher,
            Journal journal,
            Queue<Ask> queue,
            BlockingQueue<Event> events,
            Stop stop,
            TokenBudget budget) {
        this.config = config;
        this.teacher = teacher;
        this.journal = journal;
        this.queue = queue;
        this.events = events;
        this.stop = stop;
        this.gate = new RateGate(config.requestsPerMinute(), stop);
        this.budget = budget;
        this.fitness = new Fitness(config, journal.answers().values());
    }

    /** Why requests were given up, by their hashes. */
    Map<String, String> failures() {
        return failures;
    }

    /** How many requests were answered. */
    int answered() {
        return answered.get();
    }

    @Override
    public void run() {
        try {
            for (Ask ask = queue.poll(); ask != null && !stop.called(); ask = queue.poll()) {
                settle(ask);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop.because(new IllegalStateException("the harvest was interrupted", e));
        } catch (RuntimeException e) {
            stop.because(e);
        }
    }

    private void settle(Ask ask) throws InterruptedException {
        int attempt = 1;
        while (!attempt(ask, attempt)) {
            attempt++;
        }
    }

    /** Sends a request once; whether it is settled, by an answer, by giving up, or by the end of the harvest. */
    private boolean attempt(Ask ask, int attempt) throws InterruptedException {
        long most = ask.mostTokens(config.maxTokens());
        if (!budget.reserve(most)) {
            stop.because(budgetUsedUp());
            return true;
        }
        long cost = 0;
        Reply reply;
        try {
            if (!gate.pass()) {
                return true;
            }
            journal.append(new JournalLine.Request(
                    ask.hash(), ask.sample(), attempt, now(), attempt == 1 ? ask.body() : null));
            long sent = System.nanoTime();
            reply = teacher.ask(ask.body());
            long millis = (System.nanoTime() - sent) / 1_000_000;
            if (reply instanceof Reply.Answered answer) {
                cost = cost(answer.promptTokens(), answer.completionTokens(), most);
                JournalLine.Answer line = new JournalLine.Answer(
                        ask.hash(),
                        attempt,
                        now(),
                        millis,
                        answer.content(),
                        answer.finishReason(),
                        answer.model(),
                        answer.promptTokens(),
                        answer.completionTokens(),
                        answer.tokens(),
                        answer.message());
                journal.append(line);
                fitness.judge(line).ifPresent(stop::because);
                answered.incrementAndGet();
                inARow.set(0);
                events.add(Event.ANSWERED);
                return true;
            }
            Reply.Failed failed = (Reply.Failed) reply;
            boolean last = !mayHelp(failed.remedy()) || attempt > config.maxRetries();
            // What arrived and could not be read is paid for, and its cost is not known.
            cost = failed.raw() == null ? 0 : most;
            journal.append(new JournalLine.Failure(
                    ask.hash(), attempt, now(), millis, failed.status(), failed.reason(), last, failed.raw()));
            if (last) {
                giveUp(ask, failed);
                return true;
            }
        } finally {
            budget.settle(most, cost);
        }
        events.add(Event.RETRIED);
        return waitToRetry((Reply.Failed) reply, attempt);
    }

    /** Whether the harvest was stopped during the wait. */
    private boolean waitToRetry(Reply.Failed failed, int attempt) throws InterruptedException {
        if (failed.retryAfter().isPresent()) {
            Duration wanted = failed.retryAfter().get();
            if (wanted.compareTo(LONGEST_PAUSE) > 0) {
                stop.because(DasllmException.input(
                        "The teacher at " + config.endpoint() + " asks to be left alone for " + wanted.toSeconds()
                                + " s (" + failed.reason() + ")",
                        "Run the same command again after that; it goes on where it stopped"));
            }
            gate.pause(wanted);
            return stop.called();
        }
        double longest = Math.min(
                LONGEST_RETRY.toNanos() / 1e9, config.firstRetrySeconds() * Math.pow(2, Math.min(attempt - 1, 30)));
        // Between half and all of it, so that those who failed together do not come back together.
        double seconds = longest * (0.5 + ThreadLocalRandom.current().nextDouble() / 2);
        return stop.within(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    private void giveUp(Ask ask, Reply.Failed failed) {
        failures.put(ask.hash(), failed.reason());
        events.add(Event.FAILED);
        if (failed.remedy() == Reply.Remedy.RECONNECT || failed.remedy() == Reply.Remedy.STOP) {
            stop.because(Refusal.of(config.endpoint(), failed));
        } else {
            stopWhereHopeless(failed);
        }
    }

    /** Retries that never help, or a teacher that never answered anything: asking all the others would be in vain. */
    private void stopWhereHopeless(Reply.Failed failed) {
        boolean neverAnswered = answered.get() == 0 && journal.answers().isEmpty();
        int inVain = mayHelp(failed.remedy()) || neverAnswered ? inARow.incrementAndGet() : inARow.get();
        if (inVain >= Math.max(HOPELESS_AFTER, 2 * config.concurrency())) {
            stop.because(DasllmException.input(
                    inVain + " requests in a row to the teacher at " + config.endpoint() + " failed, the last by: "
                            + failed.reason(),
                    "Correct the cause and run the same command again; it goes on where it stopped"));
        }
    }

    private DasllmException budgetUsedUp() {
        return DasllmException.of(
                ExitCode.BUDGET,
                "The budget of " + config.budgetTokens() + " tokens is used up: " + budget.used()
                        + " are spent and the next request could exceed it",
                "Raise budget_tokens and run the same command again; it goes on where it stopped");
    }

    /** What an answer cost; the most it can have cost where the teacher does not say. */
    static long cost(@Nullable Long prompt, @Nullable Long completion, long most) {
        return prompt == null || completion == null ? most : prompt + completion;
    }

    private static boolean mayHelp(Reply.Remedy remedy) {
        return remedy == Reply.Remedy.RETRY || remedy == Reply.Remedy.RECONNECT;
    }

    private static String now() {
        return Instant.now().toString();
    }
}
