package org.dasllm.harvest.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;

/** Asks request by request from a queue until it is empty or the harvest is stopped. Run by several threads at once. */
final class Questioning implements Runnable {
    private static final double LONGEST_RETRY_SECONDS = 60;
    private static final Pattern TOO_LARGE = Pattern.compile("(?i)too large|must be reduced");

    private final TeacherConfig config;
    private final Teacher teacher;
    private final Journal journal;
    private final Queue<Ask> queue;
    private final BlockingQueue<Event> events;
    private final Stop stop;
    private final RateGate gate;
    private final Ledger ledger;
    private final StopReasons reasons;
    private final InVain inVain;
    private final Fitness fitness;
    private final Map<String, String> failures = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();

    /** Something worth showing has happened. */
    enum Event {
        ANSWERED,
        FAILED,
        RETRIED,
        /** Sent back by the teacher's limits. */
        LIMITED
    }

    /** What becomes of a request after it was sent once. */
    private enum Next {
        /** It is answered or given up, or the harvest ends. */
        NOTHING,
        RETRY,
        /** Nothing is wrong with it: the teacher is to be asked less often. */
        LATER
    }

    Questioning(
            TeacherConfig config,
            Teacher teacher,
            Journal journal,
            Queue<Ask> queue,
            BlockingQueue<Event> events,
            Stop stop,
            Ledger ledger) {
        this.config = config;
        this.teacher = teacher;
        this.journal = journal;
        this.queue = queue;
        this.events = events;
        this.stop = stop;
        this.gate = new RateGate(config, stop);
        this.ledger = ledger;
        this.reasons = new StopReasons(config);
        this.inVain = new InVain(config.concurrency());
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
        int retries = 0;
        for (int attempt = 1; !stop.called(); attempt++) {
            Next next = attempt(ask, attempt, retries);
            if (next == Next.NOTHING) {
                return;
            }
            events.add(next == Next.LATER ? Event.LIMITED : Event.RETRIED);
            if (next == Next.RETRY && stop.within(ownPause(retries++))) {
                return;
            }
        }
    }

    /** Sends a request once, when the budget and the teacher's limits allow it. */
    private Next attempt(Ask ask, int attempt, int retries) throws InterruptedException {
        Optional<Amount> reserved = ledger.reserve(ask.body(), stop::called);
        if (reserved.isEmpty()) {
            stop.because(reasons.budgetUsedUp(ledger.spent(), ledger.most(ask.body())));
            return Next.NOTHING;
        }
        Amount most = reserved.get();
        OptionalLong passed = OptionalLong.empty();
        boolean sent = false;
        try {
            passed = gate.pass();
            if (passed.isPresent()) {
                JournalLine.Request request = new JournalLine.Request(
                        ask.hash(), ask.sample(), attempt, now(), attempt == 1 ? ask.body() : null);
                journal.append(request);
                ledger.sent(request);
                sent = true;
            }
        } finally {
            if (!sent) {
                ledger.release(most);
            }
        }
        return sent ? send(ask, attempt, retries, most, passed.getAsLong()) : Next.NOTHING;
    }

    private Next send(Ask ask, int attempt, int retries, Amount most, long passed) throws InterruptedException {
        JournalLine outcome = null;
        try {
            long sent = System.nanoTime();
            ChatReply reply = send(ask, passed);
            long millis = (System.nanoTime() - sent) / 1_000_000;
            if (reply instanceof ChatReply.Answered answer) {
                JournalLine.Answer line = JournalLine.Answer.of(ask.hash(), attempt, now(), millis, answer);
                journal.append(line);
                outcome = line;
                return answered(line);
            }
            ChatReply.Failed failed = (ChatReply.Failed) reply;
            boolean last = last(failed, retries);
            JournalLine.Failure line = new JournalLine.Failure(
                    ask.hash(),
                    attempt,
                    now(),
                    millis,
                    failed.status(),
                    failed.reason(),
                    last,
                    failed.raw(),
                    mayBeCharged(failed) ? most.tokens() : 0);
            journal.append(line);
            outcome = line;
            return failed(ask, failed, last);
        } finally {
            if (outcome == null) {
                ledger.lose(most, ask.hash());
            } else {
                ledger.settle(most, outcome);
            }
        }
    }

    /** Tells the gate what came of a request that it let through. */
    private ChatReply send(Ask ask, long passed) throws InterruptedException {
        boolean told = false;
        try {
            ChatReply reply = teacher.ask(ask.body());
            told = true;
            if (reply instanceof ChatReply.Failed failed && limited(failed)) {
                gate.refused(passed, failed.retryAfter())
                        .ifPresent(silence -> stop.because(reasons.patienceAtAnEnd(silence, failed)));
            } else if (reply instanceof ChatReply.Failed failed && failed.remedy() != ChatReply.Remedy.NONE) {
                gate.failed(passed);
            } else {
                // Answered, or refused for what it says: the limits had let it through.
                gate.answered(passed);
            }
            return reply;
        } finally {
            if (!told) {
                gate.failed(passed);
            }
        }
    }

    private Next answered(JournalLine.Answer line) {
        fitness.judge(line).ifPresent(stop::because);
        answered.incrementAndGet();
        inVain.answered();
        events.add(Event.ANSWERED);
        return Next.NOTHING;
    }

    private boolean last(ChatReply.Failed failed, int retries) {
        return !limited(failed) && (!mayHelp(failed.remedy()) || retries >= config.maxRetries());
    }

    private Next failed(Ask ask, ChatReply.Failed failed, boolean last) {
        if (last) {
            giveUp(ask, failed);
            return Next.NOTHING;
        }
        return limited(failed) ? Next.LATER : Next.RETRY;
    }

    /**
     * Whether a request was sent back because too much is asked, which costs it no retry. Many gateways and proxies say so by
     * 503, as nginx does by default, and without a time to come back. What was paid for is not sent without end, nor what
     * is more by itself than a limit allows at once.
     */
    private static boolean limited(ChatReply.Failed failed) {
        Integer status = failed.status();
        return failed.remedy() == ChatReply.Remedy.RETRY
                && failed.raw() == null
                && status != null
                && !TOO_LARGE.matcher(failed.reason()).find()
                && (failed.retryAfter().isPresent() || status == 429 || status == 503 || status == 529);
    }

    /**
     * What arrived and could not be read is paid for, and its cost is not known; what was sent and never answered may be. An
     * error's status says that nothing was done.
     */
    private static boolean mayBeCharged(ChatReply.Failed failed) {
        boolean lost = failed.status() == null && failed.remedy() == ChatReply.Remedy.RETRY;
        return failed.raw() != null || lost;
    }

    /** Between half and all of a time that doubles, so that those who failed together do not come back together. */
    private Duration ownPause(int retries) {
        double longest =
                Math.min(LONGEST_RETRY_SECONDS, config.firstRetrySeconds() * Math.pow(2, Math.min(retries, 30)));
        double seconds = longest * (0.5 + ThreadLocalRandom.current().nextDouble() / 2);
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private void giveUp(Ask ask, ChatReply.Failed failed) {
        failures.put(ask.hash(), failed.reason());
        events.add(Event.FAILED);
        boolean everAnswered = answered.get() > 0 || !journal.answers().isEmpty();
        reasons.against(failed)
                .or(() -> inVain.givenUp(failed, everAnswered).map(what -> reasons.inVain(what, failed, ask.sample())))
                .ifPresent(stop::because);
    }

    private static boolean mayHelp(ChatReply.Remedy remedy) {
        return remedy == ChatReply.Remedy.RETRY || remedy == ChatReply.Remedy.RECONNECT;
    }

    private static String now() {
        return Instant.now().toString();
    }
}
