package org.dasllm.engine.schedule;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.model.generate.NextToken;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.generate.TextStream;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way. The scheduler's thread adds events and never waits for whoever takes them; there are at most as
 * many as the answer has tokens, and one.
 */
public final class Job implements AutoCloseable {
    private final GenerationRequest request;
    private final JobObserver observer;
    private final Scheduler scheduler;
    private final TextStream text;
    private final Sampler sampler;
    private final @Nullable ProbabilitySampler probabilities;
    private final Queue<GenerationEvent> events = new ConcurrentLinkedQueue<>();
    private volatile Runnable signal = () -> {};
    private int tokens;

    Job(GenerationRequest request, JobObserver observer, Scheduler scheduler, Function<int[], String> decode) {
        this.request = request;
        this.observer = observer;
        this.scheduler = scheduler;
        this.text = new TextStream(decode, request.options().stop());
        Sampler free = Sampler.of(request.options(), 0);
        Sampler plain = request.constraint().map(free::within).orElse(free);
        this.probabilities = request.alternatives().isPresent()
                ? new ProbabilitySampler(plain, request.alternatives().getAsInt())
                : null;
        this.sampler = probabilities == null ? plain : probabilities;
    }

    GenerationRequest request() {
        return request;
    }

    JobObserver observer() {
        return observer;
    }

    Sampler sampler() {
        return sampler;
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

    private void add(GenerationEvent event) {
        events.add(event);
        signal.run();
    }

    /** Takes a token; returns whether the answer has ended with it. */
    boolean take(NextToken token) {
        tokens++;
        observer.generated(1);
        String certain = token.endToken() ? "" : text.push(token.token());
        Optional<FinishReason> reason = text.stopped() ? Optional.of(FinishReason.STOP) : token.finish();
        if (reason.isPresent()) {
            certain += text.finish();
        }
        List<TokenProbability> taken = probabilities == null || token.endToken() ? List.of() : probabilities.take();
        if (!certain.isEmpty() || !taken.isEmpty()) {
            add(new GenerationEvent.Text(certain, taken));
        }
        reason.ifPresent(why -> {
            observer.finished(why);
            add(new GenerationEvent.Finished(why, tokens));
        });
        return reason.isPresent();
    }

    /** Ends it by a fault, which is this job's alone or everyone's. */
    void fail(Throwable fault) {
        add(GenerationEvent.Failed.of(fault));
    }

    void fail(boolean stopping, String message) {
        add(new GenerationEvent.Failed(stopping, message));
    }

    /** Gives the job's place to others; nothing happens where it has ended already. */
    @Override
    public void close() {
        scheduler.leave(this);
    }
}
