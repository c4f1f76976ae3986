package org.dasllm.engine.schedule;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dasllm.model.llm.LanguageModel;

/** Work that waits or is under way. Whoever cancels its result ends it before its next piece. */
final class Computation<T> {
    private final DeviceWork<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Computation(DeviceWork<T> work) {
        this.work = work;
    }

    CompletableFuture<T> result() {
        return result;
    }

    /** Does a piece; returns whether it was the last one. What goes wrong is the work's own. */
    boolean piece(LanguageModel model) {
        if (result.isDone()) {
            return true;
        }
        try {
            Optional<T> done = work.piece(model);
            done.ifPresent(result::complete);
            return done.isPresent();
        } catch (RuntimeException | Error fault) {
            result.completeExceptionally(fault);
            return true;
        }
    }

    void fail(String reason) {
        result.completeExceptionally(new IllegalStateException(reason));
    }
}
