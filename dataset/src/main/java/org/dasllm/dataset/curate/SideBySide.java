package org.dasllm.dataset.curate;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Two pieces of work at once, each with jobs of Spark. Over small data most of the time is that of planning them, which is done by the thread that
 * asks; over large data the executors that one job leaves idle at its end work on the other.
 */
final class SideBySide {
    private SideBySide() {}

    /** Work without a result. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * Does both, and returns when both have ended, also where one fails.
     *
     * @param other is done by a thread of its own
     * @param here is done by this one
     * @return what came of {@code other}
     * @throws Exception what one of them throws; that of {@code here} where both do
     */
    static <T> T run(Callable<T> other, Work here) throws Exception {
        FutureTask<T> task = new FutureTask<>(other);
        Thread thread = new Thread(task, "curation-beside");
        thread.setDaemon(true);
        thread.start();
        try {
            here.run();
        } finally {
            // Whoever cleans up must not do so while the other still writes.
            join(thread);
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
