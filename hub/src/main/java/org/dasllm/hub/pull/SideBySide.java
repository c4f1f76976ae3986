package org.dasllm.hub.pull;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does several things at the same time; the first that fails ends the others. */
final class SideBySide {
    private static final long END_SECONDS = 30;

    private SideBySide() {}

    /** One of them. */
    interface Work {
        void run() throws InterruptedException;
    }

    static void run(List<Work> all, int atOnce) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(atOnce, all.size()), task -> {
            Thread thread = new Thread(task, "pull");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Boolean> ends = new ExecutorCompletionService<>(threads);
            for (Work work : all) {
                ends.submit(() -> {
                    work.run();
                    return true;
                });
            }
            for (int i = 0; i < all.size(); i++) {
                ends.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a transfer ended in another way", e.getCause());
        } finally {
            threads.shutdownNow();
            // Whoever tries again at once finds no lock held.
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
    }
}
