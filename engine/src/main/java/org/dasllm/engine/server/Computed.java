package org.dasllm.engine.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.wire.chat.RequestRefused;

/** Waits for what the scheduler computes for a reply, without a thread. A client that goes takes the computation with it. */
final class Computed {
    private Computed() {}

    /** @param then what to do with it, on the connection's thread */
    static <T> void of(CompletableFuture<T> computation, Scheduler scheduler, Reply reply, Consumer<T> then) {
        reply.execute(() -> reply.onGone(() -> computation.cancel(false)));
        CompletionStage<T> stage = computation;
        stage.whenComplete((result, fault) -> reply.execute(() -> {
            if (fault == null) {
                then.accept(result);
            } else if (scheduler.state() == Scheduler.State.STOPPING) {
                throw RequestRefused.stopping();
            } else {
                throw ChatAnswer.fault(fault);
            }
        }));
    }
}
