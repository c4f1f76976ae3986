package org.dasllm.harvest.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Works at the same time, each on a thread of its own; one that fails leaves the others as they are. */
final class SideBySide {
    private SideBySide() {}

    /**
     * Returns when all have ended. Where the caller is interrupted, so are they, and their ends are waited for all the same.
     *
     * @param failed hears of each failure when it happens, on the thread of its work
     * @return why works failed, by name and in their order
     */
    static Map<String, RuntimeException> run(Map<String, Runnable> works, BiConsumer<String, RuntimeException> failed) {
        Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
        if (works.size() == 1) {
            // Alone it needs no thread.
            works.forEach((name, work) -> run(name, work, failures, failed));
            return failures;
        }
        AtomicReference<@Nullable Error> broken = new AtomicReference<>();
        CountDownLatch left = new CountDownLatch(works.size());
        List<Thread> threads = new ArrayList<>();
        works.forEach((name, work) -> {
            Thread thread = new Thread(
                    () -> {
                        try {
                            run(name, work, failures, failed);
                        } catch (Error e) {
                            broken.compareAndSet(null, e);
                        } finally {
                            left.countDown();
                        }
                    },
                    "harvest of " + name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        });
        awaitEnd(left, threads);
        Error error = broken.get();
        if (error != null) {
            // Such as a memory that is used up: it is the process's end, as it would be on the caller's thread.
            throw error;
        }
        Map<String, RuntimeException> inOrder = new LinkedHashMap<>();
        for (String name : works.keySet()) {
            @Nullable RuntimeException failure = failures.get(name);
            if (failure != null) {
                inOrder.put(name, failure);
            }
        }
        return inOrder;
    }

    private static void run(
            String name,
            Runnable work,
            Map<String, RuntimeException> failures,
            BiConsumer<String, RuntimeException> failed) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failures.put(name, e);
            failed.accept(name, e);
        }
    }

    private static void awaitEnd(CountDownLatch left, List<Thread> threads) {
        boolean interrupted = false;
        while (left.getCount() > 0) {
            try {
                left.await();
            } catch (InterruptedException e) {
                interrupted = true;
                threads.forEach(Thread::interrupt);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
