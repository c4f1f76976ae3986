package org.dasllm.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.dasllm.model.generate.FinishReason;

/**
 * A request on its way, with one or several answers. The scheduler's thread adds events and never waits for whoever takes them;
 * there are at most as many as the answers have tokens, one for each answer's end and one for all.
 */
public final class Job implements AutoCloseable {
    private final JobObserver observer;
    private final Scheduler scheduler;
    private final List<JobAnswer> answers = new ArrayList<>();
    private final Queue<GenerationEvent> events = new ConcurrentLinkedQueue<>();
    private volatile Runnable signal = () -> {};

    // The scheduler's thread's own.
    private int open;
    private int tokens;
    private boolean started;
    private boolean failed;

    Job(GenerationRequest request, JobObserver observer, Scheduler scheduler, Function<int[], String> decode) {
        this.observer = observer;
        this.scheduler = scheduler;
        for (int choice = 0; choice < request.choices(); choice++) {
            answers.add(new JobAnswer(this, choice, request, decode));
        }
        this.open = answers.size();
    }

    JobObserver observer() {
        return observer;
    }

    List<JobAnswer> answers() {
        return answers;
    }

    /** How many answers it has. */
    public int choices() {
        return answers.size();
    }

    /** The next event; empty if there is none yet. */
    public Optional<GenerationEvent> poll() {
        return Optional.ofNullable(events.poll());
    }

    /**
     * Whom to tell that there is an event: at once if one waits already, and from now on after each, on the scheduler's thread,
     * which generates nothing until it returns.
     */
    public void onEvent(Runnable tell) {
        signal = tell;
        if (!events.isEmpty()) {
            tell.run();
        }
    }

    void add(GenerationEvent event) {
        if (!failed) {
            events.add(event);
            signal.run();
        }
    }

    /** One of the answers has got a slot. The prompt is the same for all of them: the first one speaks for them. */
    void started(int promptTokens, int reusedTokens) {
        if (!started) {
            started = true;
            observer.started(promptTokens, reusedTokens);
        }
    }

    /** One of the answers is complete. */
    void finished(int choice, FinishReason reason, int completionTokens, Optional<String> stopText) {
        tokens += completionTokens;
        open--;
        observer.finished(reason);
        add(new GenerationEvent.Finished(choice, reason, completionTokens, stopText));
        if (open == 0) {
            add(new GenerationEvent.Completed(tokens));
        }
    }

    /** Ends it by a fault, which is this job's alone or everyone's. */
    void fail(Throwable fault) {
        fail(GenerationEvent.Failed.of(fault));
    }

    void fail(boolean stopping, String message) {
        fail(new GenerationEvent.Failed(stopping, message));
    }

    private void fail(GenerationEvent.Failed event) {
        add(event);
        failed = true;
    }

    /** Gives the job's places to others; nothing happens where it has ended already. */
    @Override
    public void close() {
        scheduler.leave(this);
    }
}
