package org.dasllm.harvest.run;

import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An event loop on a thread of its own, in the machine's time. What is left of it when it is closed is not run. */
final class ThreadLoop implements EventLoop, AutoCloseable {
    private final Consumer<RuntimeException> failed;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "harvest");
        thread.setDaemon(true);
        return thread;
    });

    /** @param failed is given what work throws */
    ThreadLoop(Consumer<RuntimeException> failed) {
        this.failed = failed;
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant time() {
        return Instant.now();
    }

    @Override
    public void execute(Runnable work) {
        schedule(0, work);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // What the work throws is handled by the work.
    public void schedule(long delayNanos, Runnable work) {
        try {
            executor.schedule(() -> guarded(work), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: nobody waits for it any more.
            return;
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed.accept(e);
        } catch (Error e) {
            // Kept by the executor, it would leave whoever waits for the end waiting for ever.
            failed.accept(new IllegalStateException("the harvest ends by an error of the machine", e));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
