package org.dasllm.engine.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.wire.chat.RequestRefused;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what the scheduler computes for a reply, without a thread. A client that goes takes the computation with it, and so does the
 * request's deadline. All of it is done on the connection's thread.
 */
final class Computed<T> {
    private final CompletableFuture<T> computation;
    private final Scheduler scheduler;
    private final AnswerWriter reply;
    private Runnable deadline = () -> {};
    private boolean ended;

    private Computed(CompletableFuture<T> computation, Scheduler scheduler, AnswerWriter reply) {
        this.computation = computation;
        this.scheduler = scheduler;
        this.reply = reply;
    }

    /** @param then what to do with it, on the connection's thread */
    static <T> void of(CompletableFuture<T> computation, Scheduler scheduler, AnswerWriter reply, Consumer<T> then) {
        Computed<T> computed = new Computed<>(computation, scheduler, reply);
        reply.execute(computed::begin);
        CompletionStage<T> stage = computation;
        stage.whenComplete((result, fault) -> reply.execute(() -> computed.end(result, fault, then)));
    }

    private void begin() {
        reply.onGone(this::leave);
        if (!reply.gone()) {
            deadline = reply.onDeadline(this::expire);
        }
    }

    private void expire(RequestRefused refused) {
        if (!ended) {
            leave();
            throw refused;
        }
    }

    /** Nothing is answered any more. */
    private void leave() {
        ended = true;
        deadline.run();
        computation.cancel(false);
    }

    private void end(T result, @Nullable Throwable fault, Consumer<T> then) {
        if (ended) {
            return;
        }
        ended = true;
        deadline.run();
        if (fault == null) {
            then.accept(result);
        } else if (scheduler.state() == Scheduler.State.STOPPING) {
            throw RequestRefused.stopping();
        } else {
            throw ChatAnswer.fault(fault);
        }
    }
}
