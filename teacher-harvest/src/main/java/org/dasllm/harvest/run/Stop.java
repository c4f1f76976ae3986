package org.dasllm.harvest.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ends a harvest early: the first reason counts, and whoever waits is woken. */
final class Stop {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable RuntimeException> reason = new AtomicReference<>();

    void because(RuntimeException why) {
        reason.compareAndSet(null, why);
        listeners.forEach(Runnable::run);
    }

    /** Has {@code listener} run by whoever stops the harvest. To be called before that may happen. */
    void whenCalled(Runnable listener) {
        listeners.add(listener);
    }

    boolean called() {
        return reason.get() != null;
    }

    @Nullable
    RuntimeException reason() {
        return reason.get();
    }
}
