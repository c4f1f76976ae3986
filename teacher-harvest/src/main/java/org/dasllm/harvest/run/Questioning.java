package org.dasllm.harvest.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.dasllm.harvest.config.TeacherConfig;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.harvest.journal.LineSink;
import org.dasllm.harvest.label.Fitness;
import org.dasllm.harvest.ledger.Amount;
import org.dasllm.harvest.ledger.Ledger;
import org.dasllm.harvest.rate.RateControl;
import org.dasllm.harvest.teacher.Teacher;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.client.ChatExchange;
import org.jspecify.annotations.Nullable;

/**
 * Asks request by request until there is none left or the harvest is stopped. Everything is decided on one event loop and nothing waits
 * there, so that a request under way costs its memory and no thread: its body, and what has come of the answer.
 */
final class Questioning {
    private final Teacher teacher;
    private final LineSink journal;
    private final Trials trials;
    private final Consumer<Event> events;
    private final Stop stop;
    private final EventLoop loop;
    private final RateControl rate;
    private final Ledger ledger;
    private final StopReasons reasons;
    private final InVain inVain;
    private final Retries retries;
    private final Fitness fitness;
    private final boolean answeredBefore;
    private final Map<String, String> failures = new HashMap<>();

    /** What the teacher has been sent and not replied to, by numbers. */
    private final Map<Long, CompletableFuture<ChatExchange>> exchanges = new HashMap<>();

    private long nextExchange;
    /** From the decision to send a request to the moment when its outcome is on the disk. */
    private int underWay;

    private long wakeAt = Long.MAX_VALUE;
    private int answered;
    private boolean ended;

    /** Something worth showing has happened. */
    enum Event {
        ANSWERED,
        FAILED,
        RETRIED,
        /** Sent back by the teacher's limits. */
        LIMITED,
        /** Nothing more will happen. */
        ENDED
    }

    /**
     * @param open requests that are not answered, taken one by one when they are about to be sent
     * @param answeredBefore whether the teacher has answered in an earlier run
     */
    Questioning(
            TeacherConfig config,
            Teacher teacher,
            LineSink journal,
            Iterator<Ask> open,
            Consumer<Event> events,
            Stop stop,
            Ledger ledger,
            Fitness fitness,
            boolean answeredBefore,
            RateControl rate,
            EventLoop loop,
            RandomGenerator random) {
        this.teacher = teacher;
        this.journal = journal;
        this.trials = new Trials(open);
        this.events = events;
        this.stop = stop;
        this.ledger = ledger;
        this.fitness = fitness;
        this.answeredBefore = answeredBefore;
        this.rate = rate;
        this.loop = loop;
        this.retries = new Retries(config, random);
        this.reasons = new StopReasons(config);
        this.inVain = new InVain(config.concurrency());
        stop.whenCalled(() -> loop.execute(this::proceed));
    }

    /** Begins to ask. {@link Event#ENDED} comes when nothing is under way any more and nothing more is asked. */
    void start() {
        loop.execute(this::proceed);
    }

    /** Breaks off what is under way. */
    void breakOff() {
        loop.execute(() -> List.copyOf(exchanges.values()).forEach(exchange -> exchange.cancel(false)));
    }

    /** Why requests were given up, by their keys; to be asked for at the end. */
    Map<String, String> failures() {
        return failures;
    }

    /** How many requests were answered; to be asked for at the end. */
    int answered() {
        return answered;
    }

    /** Sends what may be sent now, and sees to it that it is called again when more may be. */
    private void proceed() {
        while (!stop.called()) {
            Trial trial = trials.next();
            if (trial == null || !rate.hasRoom()) {
                break;
            }
            long now = loop.nanos();
            RateControl.Cost cost = rate.cost(trial.ask().bytes());
            Optional<Duration> beyondPatience = rate.beyondPatience(cost, loop.time());
            if (beyondPatience.isPresent()) {
                stop.because(reasons.allowanceUsedUp(beyondPatience.get()));
                break;
            }
            long delay = rate.delay(now, loop.time(), cost);
            if (delay > 0) {
                wake(now + delay);
                break;
            }
            Optional<Amount> reserved = ledger.reserve(trial.ask().body());
            if (reserved.isEmpty()) {
                // What stands against it is settled by outcomes, after each of which this is tried again.
                if (underWay == 0) {
                    stop.because(reasons.budgetUsedUp(
                            ledger.spent(), ledger.most(trial.ask().body())));
                }
                break;
            }
            trials.taken();
            send(trial, reserved.get(), rate.sent(now, loop.time(), cost));
        }
        if (underWay == 0 && (stop.called() || trials.areNone()) && !ended) {
            ended = true;
            events.accept(Event.ENDED);
        }
    }

    private void wake(long time) {
        if (time < wakeAt) {
            wakeAt = time;
            loop.schedule(time - loop.nanos(), () -> {
                if (wakeAt == time) {
                    wakeAt = Long.MAX_VALUE;
                }
                proceed();
            });
        }
    }

    /** The request goes onto the disk, then to the teacher. */
    private void send(Trial trial, Amount most, RateControl.Pass pass) {
        underWay++;
        JournalLine.Request line = new JournalLine.Request(
                trial.ask().key(),
                trial.ask().sample(),
                trial.attempt(),
                now(),
                trial.attempt() == 1 ? trial.ask().body() : null);
        onLoop(journal.appendAsync(line), (nothing, failure) -> {
            if (failure != null) {
                ledger.release(most);
                rate.failed(pass);
                ended(failure);
                return;
            }
            ledger.sent(line);
            ask(trial, most, pass);
        });
    }

    private void ask(Trial trial, Amount most, RateControl.Pass pass) {
        long sent = loop.nanos();
        CompletableFuture<ChatExchange> exchange = exchange(trial);
        long number = nextExchange++;
        exchanges.put(number, exchange);
        onLoop(exchange, (received, failure) -> {
            exchanges.remove(number);
            if (received == null) {
                rate.failed(pass);
                ledger.lose(most, trial.ask().key());
                ended(failure);
                return;
            }
            long millis = (loop.nanos() - sent) / 1_000_000;
            tell(received, pass);
            record(trial, most, received, millis);
            if (fitness.shown() && received.reply() instanceof ChatReply.Answered) {
                // The next request's line follows the answer's, so that one forced write is enough for both; it is sent
                // after that.
                proceed();
            }
        });
    }

    private CompletableFuture<ChatExchange> exchange(Trial trial) {
        try {
            return teacher.askAsync(trial.ask().body());
        } catch (RuntimeException e) {
            // Such as a key that cannot be read any more; what is under way is brought home.
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Tells the rate control what came of a request that it let through. */
    private void tell(ChatExchange received, RateControl.Pass pass) {
        ChatReply reply = received.reply();
        long now = loop.nanos();
        rate.told(pass, received.headers(), now, loop.time());
        if (reply instanceof ChatReply.Failed failed && Limited.is(failed)) {
            rate.refused(pass, now, failed.retryAfter())
                    .ifPresent(silence -> stop.because(reasons.patienceAtAnEnd(silence, failed)));
        } else if (reply instanceof ChatReply.Failed failed && failed.remedy() != ChatReply.Remedy.NONE) {
            rate.failed(pass);
        } else if (reply instanceof ChatReply.Answered answer) {
            rate.answered(pass, answer.response().usage());
        } else {
            // Refused for what it says: the limits had let it through.
            rate.answered(pass, Optional.empty());
        }
    }

    /** The outcome goes onto the disk, then counts. */
    private void record(Trial trial, Amount most, ChatExchange received, long millis) {
        JournalLine line = ledger.priced(outcome(trial, most, received, millis));
        onLoop(journal.appendAsync(line), (nothing, failure) -> {
            if (failure != null) {
                ledger.lose(most, trial.ask().key());
                ended(failure);
                return;
            }
            ledger.settle(most, line);
            if (line instanceof JournalLine.Answer answer) {
                answered(answer);
            } else {
                failed(trial, (ChatReply.Failed) received.reply(), ((JournalLine.Failure) line).last());
            }
            ended(null);
        });
    }

    private JournalLine outcome(Trial trial, Amount most, ChatExchange received, long millis) {
        boolean last = received.reply() instanceof ChatReply.Failed failed && retries.endWith(failed, trial.retries());
        return OutcomeLine.of(trial.ask().key(), trial.attempt(), now(), millis, received, last, most.tokens());
    }

    private void answered(JournalLine.Answer line) {
        fitness.judge(line).ifPresent(stop::because);
        answered++;
        inVain.answered();
        events.accept(Event.ANSWERED);
    }

    private void failed(Trial trial, ChatReply.Failed failed, boolean last) {
        if (last) {
            giveUp(trial.ask(), failed);
        } else if (Limited.is(failed)) {
            // Nothing is wrong with it: the teacher is to be asked less often.
            events.accept(Event.LIMITED);
            trials.again(trial.next(false));
        } else {
            events.accept(Event.RETRIED);
            trials.pauses();
            loop.schedule(retries.pause(trial.retries()).toNanos(), () -> {
                trials.pauseEnded(trial.next(true));
                proceed();
            });
        }
    }

    /**
     * A request is under way no more.
     *
     * @param failure why nothing more is asked; null where it is
     */
    private void ended(@Nullable Throwable failure) {
        underWay--;
        if (failure instanceof RuntimeException known) {
            stop.because(known);
        } else if (failure != null) {
            stop.because(new IllegalStateException("a request ended in an unknown way", failure));
        }
        proceed();
    }

    private interface Ending<T> {
        /** With a value, or with a failure. */
        void with(@Nullable T value, @Nullable Throwable failure);
    }

    /** Has the end of something handled on the loop. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private <T> void onLoop(CompletableFuture<T> future, Ending<T> ending) {
        future.whenComplete((value, failure) -> loop.execute(() -> ending.with(value, cause(failure))));
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private void giveUp(Ask ask, ChatReply.Failed failed) {
        failures.put(ask.key(), failed.reason());
        events.accept(Event.FAILED);
        boolean everAnswered = answered > 0 || answeredBefore;
        reasons.against(failed)
                .or(() -> inVain.givenUp(failed, everAnswered).map(what -> reasons.inVain(what, failed, ask.sample())))
                .ifPresent(stop::because);
    }

    private String now() {
        return loop.time().toString();
    }
}
