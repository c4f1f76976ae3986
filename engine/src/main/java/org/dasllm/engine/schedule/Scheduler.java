package org.dasllm.engine.schedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.dasllm.model.generate.Batch;
import org.dasllm.model.generate.Generator;
import org.dasllm.model.generate.NextToken;
import org.dasllm.model.generate.Sampler;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Continuous batching (Yu et al., 2022, "Orca"): one thread owns the device and goes step by step; between two steps new
 * jobs take free slots, and jobs whose readers have gone give theirs back. A job that fails ends alone. Where a step fails
 * for all of them, the device is tried with a prompt of its own: only if that fails too is it broken.
 */
public final class Scheduler implements AutoCloseable {
    /** Whether new jobs are taken. */
    public enum State {
        RUNNING,
        STOPPING,
        /** The device has failed in a way that one cannot go on from. */
        BROKEN
    }

    private final Function<int[], String> decode;
    private final int slots;
    private final int queueLimit;
    private final Thread thread;

    // All below is guarded by this object's lock; the batch and the slots are the thread's own.
    private final Deque<Job> queue = new ArrayDeque<>();
    private final Set<Job> running = new HashSet<>();
    private final Set<Job> leaving = new HashSet<>();
    private State state = State.RUNNING;

    /**
     * Takes the memory of the cache and starts the thread. From now on the device is that thread's, until this is closed.
     *
     * @param slots sequences that are generated at the same time
     * @param queueLimit how many more may wait
     * @param context the most tokens of a prompt and its answer together
     */
    public Scheduler(LanguageModel model, Tokenizer tokenizer, int slots, int queueLimit, int context) {
        this(
                model,
                Generator.endTokens(model, tokenizer),
                ids -> tokenizer.decode(ids, true),
                slots,
                queueLimit,
                context);
    }

    Scheduler(
            LanguageModel model,
            Set<Integer> endTokens,
            Function<int[], String> decode,
            int slots,
            int queueLimit,
            int context) {
        this.decode = decode;
        this.slots = slots;
        this.queueLimit = queueLimit;
        Batch batch = new Batch(model, endTokens, slots, context);
        this.thread = new Thread(() -> run(batch), "dasllm-scheduler");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a request that nobody observes, as {@link #submit(GenerationRequest, JobObserver)}. */
    public Optional<Job> submit(GenerationRequest request) {
        return submit(request, JobObserver.NONE);
    }

    /** Takes a request; empty where the queue is full or the state is not {@link State#RUNNING}. */
    public synchronized Optional<Job> submit(GenerationRequest request, JobObserver observer) {
        if (state != State.RUNNING || queue.size() + running.size() >= slots + queueLimit) {
            return Optional.empty();
        }
        Job job = new Job(request, observer, this, decode);
        queue.add(job);
        notifyAll();
        return Optional.of(job);
    }

    public synchronized State state() {
        return state;
    }

    /** Jobs that have a slot. */
    public synchronized int active() {
        return running.size();
    }

    /** Jobs that wait for one. */
    public synchronized int queued() {
        return queue.size();
    }

    synchronized void leave(Job job) {
        if (!queue.remove(job) && running.contains(job)) {
            leaving.add(job);
        }
    }

    private void run(Batch batch) {
        try (batch) {
            @Nullable Job[] bySlot = new @Nullable Job[slots];
            while (prepare(batch, bySlot)) {
                boolean computed = false;
                try {
                    computed = step(batch, bySlot);
                } catch (RuntimeException | Error fault) {
                    failRunning(batch, bySlot, fault);
                }
                if (!computed) {
                    tryDevice(batch);
                }
            }
        } catch (RuntimeException | Error fault) {
            stop(
                    State.BROKEN,
                    "The device has failed. " + GenerationEvent.Failed.of(fault).message());
        }
    }

    /** Lets go who wants to go, lets in who waits; waits where there is nothing to do. Returns false at the end. */
    private synchronized boolean prepare(Batch batch, @Nullable Job[] bySlot) {
        while (true) {
            for (int slot = 0; slot < slots; slot++) {
                Job job = bySlot[slot];
                if (job != null && leaving.contains(job)) {
                    batch.remove(slot);
                    free(bySlot, slot, job);
                }
            }
            leaving.clear();
            while (!queue.isEmpty() && batch.freeSlots() > 0) {
                admit(queue.remove(), batch, bySlot);
            }
            if (!running.isEmpty()) {
                return true;
            }
            if (state != State.RUNNING) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                stop(State.BROKEN, "The scheduler was interrupted");
                return false;
            }
        }
    }

    private void admit(Job job, Batch batch, @Nullable Job[] bySlot) {
        GenerationRequest request = job.request();
        try {
            int slot =
                    batch.add(request.prompt(), job.sampler(), request.options().maxNewTokens());
            bySlot[slot] = job;
            running.add(job);
            job.observer().started(request.prompt().length, batch.cached(slot));
        } catch (RuntimeException | Error fault) {
            job.fail(fault);
        }
    }

    private synchronized void free(@Nullable Job[] bySlot, int slot, Job job) {
        bySlot[slot] = null;
        running.remove(job);
        notifyAll();
    }

    /** One step; returns whether anything was computed with success. */
    private boolean step(Batch batch, @Nullable Job[] bySlot) {
        AtomicInteger failed = new AtomicInteger();
        List<NextToken> tokens = batch.step((slot, fault) -> {
            failed.incrementAndGet();
            fail(bySlot, slot, fault);
        });
        for (NextToken token : tokens) {
            take(token, batch, bySlot);
        }
        return failed.get() == 0 || !tokens.isEmpty() || batch.active() > 0;
    }

    private void take(NextToken token, Batch batch, @Nullable Job[] bySlot) {
        int slot = token.slot();
        Job job = bySlot[slot];
        if (job == null) {
            return;
        }
        boolean ended;
        try {
            ended = job.take(token);
        } catch (RuntimeException | Error fault) {
            job.fail(fault);
            ended = true;
        }
        if (ended) {
            if (token.finish().isEmpty()) {
                batch.remove(slot);
            }
            free(bySlot, slot, job);
        }
    }

    private void fail(@Nullable Job[] bySlot, int slot, Throwable fault) {
        Job job = bySlot[slot];
        if (job != null) {
            job.fail(fault);
            free(bySlot, slot, job);
        }
    }

    private void failRunning(Batch batch, @Nullable Job[] bySlot, Throwable fault) {
        for (int slot = 0; slot < slots; slot++) {
            batch.remove(slot);
            fail(bySlot, slot, fault);
        }
    }

    /** Throws if not even a token of the vocabulary's beginning can be computed. */
    private static void tryDevice(Batch batch) {
        batch.add(new int[] {0}, Sampler.greedy(), 1);
        batch.step();
    }

    private synchronized void stop(State last, String reason) {
        state = last;
        List<Job> all = new ArrayList<>(queue);
        all.addAll(running);
        all.forEach(job -> job.fail(last == State.STOPPING, reason));
        leaving.addAll(running);
        queue.clear();
        if (last == State.BROKEN) {
            running.clear();
        }
        notifyAll();
    }

    /** Takes no more jobs, gives those under way some time to end, then ends them. */
    public void close(Duration grace) {
        synchronized (this) {
            if (state == State.RUNNING) {
                state = State.STOPPING;
            }
            notifyAll();
            long end = System.nanoTime() + grace.toNanos();
            try {
                for (long left = grace.toMillis(); left > 0 && !(queue.isEmpty() && running.isEmpty()); ) {
                    wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (state == State.STOPPING) {
                stop(State.STOPPING, "The server is being stopped");
            }
        }
        join();
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
