package org.dasllm.onednn.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.dasllm.onednn.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * The device's threads: the caller's and some workers, for oneDNN's products (one thread a call) and our kernels alike, so
 * that nothing fights for the cores. An operation is cut into items in a way that does not depend on the threads; whoever
 * is free takes the next one. A worker that is late finds the work done, and nobody waits for it.
 */
public final class WorkerPool implements AutoCloseable {
    /** How long an idle thread looks for work before it sleeps: longer than the gap between two tokens. */
    private static final long SPIN_NANOS = 2_000_000;

    /** Part of an operation. */
    public interface Task {
        void run(int item, WorkerScratch scratch);
    }

    private final WorkerScratch[] scratches;
    private final Worker[] workers;
    private volatile @Nullable Job job;
    private volatile boolean closed;

    public WorkerPool(int threads, NativeMemory memory) {
        scratches = new WorkerScratch[threads];
        workers = new Worker[threads - 1];
        for (int i = 0; i < threads; i++) {
            scratches[i] = new WorkerScratch(memory);
        }
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(scratches[i + 1], i + 1);
            workers[i].start();
        }
    }

    public int threads() {
        return scratches.length;
    }

    /** Runs items 0 to items − 1, in any order, on any thread; returns when all are done. */
    public void run(int items, Task task) {
        if (items == 1 || workers.length == 0) {
            for (int i = 0; i < items; i++) {
                task.run(i, scratches[0]);
            }
            return;
        }
        if (items <= 0) {
            return;
        }
        Job current = new Job(task, items, Thread.currentThread());
        job = current;
        int wanted = Math.min(workers.length, items - 1);
        for (int i = 0; i < wanted; i++) {
            if (workers[i].asleep) {
                LockSupport.unpark(workers[i]);
            }
        }
        current.work(scratches[0]);
        current.await();
        job = null;
        current.rethrow();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
        boolean interrupted = false;
        for (Worker worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (WorkerScratch scratch : scratches) {
            scratch.gemm.close();
        }
    }

    /** One operation. */
    private static final class Job {
        private final Task task;
        private final int items;
        private final Thread caller;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile boolean callerAsleep;
        private volatile @Nullable Throwable failure;

        Job(Task task, int items, Thread caller) {
            this.task = task;
            this.items = items;
            this.caller = caller;
        }

        void work(WorkerScratch scratch) {
            for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                try {
                    task.run(item, scratch);
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                if (done.incrementAndGet() == items && callerAsleep) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void await() {
            long start = System.nanoTime();
            while (done.get() < items) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    callerAsleep = true;
                    if (done.get() < items) {
                        LockSupport.parkNanos(this, 1_000_000);
                    }
                }
            }
        }

        void rethrow() {
            Throwable thrown = failure;
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }

    private final class Worker extends Thread {
        private final WorkerScratch scratch;
        private volatile boolean asleep;

        Worker(WorkerScratch scratch, int number) {
            super("onednn-" + number);
            this.scratch = scratch;
            setDaemon(true);
        }

        @Override
        public void run() {
            Job last = null;
            long idleSince = System.nanoTime();
            while (!closed) {
                Job current = job;
                if (current != null && current != last) {
                    last = current;
                    current.work(scratch);
                    idleSince = System.nanoTime();
                } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    last = null;
                    asleep = true;
                    if (job == null && !closed) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                    idleSince = System.nanoTime();
                }
            }
        }
    }
}
