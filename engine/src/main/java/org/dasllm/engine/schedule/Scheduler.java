package org.dasllm.engine.schedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.dasllm.model.generate.Batch;
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

    private final LanguageModel model;
    private final Function<int[], String> decode;
    private final int slots;
    private final int queueLimit;
    private final Thread thread;

    // All below is guarded by this object's lock; the batch and the slots are the thread's own.
    private final Deque<JobAnswer> queue = new ArrayDeque<>();
    private final Deque<Computation<?>> computations = new ArrayDeque<>();
    private final Set<JobAnswer> running = new HashSet<>();
    private final Set<Job> leaving = new HashSet<>();
    private State state = State.RUNNING;

    /**
     * Takes the memory of the cache and starts the thread. From now on the device is that thread's, until this is closed.
     *
     * @param slots sequences that are generated at the same time
     * @param queueLimit how many more may wait
     * @param context the most tokens of a prompt and its answer together
     * @param deterministic whether an answer has the same bits whatever is generated beside it
     */
    public Scheduler(
            LanguageModel model, Tokenizer tokenizer, int slots, int queueLimit, int context, boolean deterministic) {
        this(
                model,
                tokenizer.endTokens(model.config().endTokens()),
                ids -> tokenizer.decode(ids, true),
                slots,
                queueLimit,
                context,
                deterministic);
    }

    Scheduler(
            LanguageModel model,
            Set<Integer> endTokens,
            Function<int[], String> decode,
            int slots,
            int queueLimit,
            int context,
            boolean deterministic) {
        this.model = model;
        this.decode = decode;
        this.slots = slots;
        this.queueLimit = queueLimit;
        Batch batch = new Batch(model, endTokens, slots, context, deterministic);
        this.thread = new Thread(() -> run(batch), "dasllm-scheduler");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a request; empty where the queue is full or the state is not {@link State#RUNNING}. */
    public synchronized Optional<Job> submit(GenerationRequest request, JobObserver observer) {
        if (state != State.RUNNING || queue.size() + running.size() + request.choices() > mostAnswers()) {
            return Optional.empty();
        }
        Job job = new Job(request, observer, this, decode);
        queue.addAll(job.answers());
        notifyAll();
        return Optional.of(job);
    }

    /**
     * Takes work that generates nothing. It goes on by a piece between two steps, so that it shares the device with what is generated; one
     * after the other.
     *
     * @return completed on the scheduler's thread, which waits for what is done there; empty where as much waits as may, or the state is
     *     not {@link State#RUNNING}
     */
    public synchronized <T> Optional<CompletableFuture<T>> compute(DeviceWork<T> work) {
        if (state != State.RUNNING || computations.size() >= slots + queueLimit) {
            return Optional.empty();
        }
        Computation<T> computation = new Computation<>(work);
        computations.add(computation);
        notifyAll();
        return Optional.of(computation.result());
    }

    /** The most answers, generated or waiting, at a time: a request for more finds no place ever. */
    public int mostAnswers() {
        return slots + queueLimit;
    }

    public synchronized State state() {
        return state;
    }

    /** Answers that have a slot. */
    public synchronized int active() {
        return running.size();
    }

    /** Answers that wait for one. */
    public synchronized int queued() {
        return queue.size();
    }

    synchronized void leave(Job job) {
        queue.removeIf(answer -> answer.job() == job);
        if (running.stream().anyMatch(answer -> answer.job() == job)) {
            leaving.add(job);
        }
    }

    private void run(Batch batch) {
        try (batch) {
            @Nullable JobAnswer[] bySlot = new @Nullable JobAnswer[slots];
            while (prepare(batch, bySlot)) {
                computePiece();
                if (batch.active() == 0) {
                    continue;
                }
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

    private void computePiece() {
        Computation<?> first;
        synchronized (this) {
            first = computations.peek();
        }
        if (first != null && first.piece(model)) {
            synchronized (this) {
                computations.remove(first);
                notifyAll();
            }
        }
    }

    /** Lets go who wants to go, lets in who waits; waits where there is nothing to do. Returns false at the end. */
    private synchronized boolean prepare(Batch batch, @Nullable JobAnswer[] bySlot) {
        while (true) {
            for (int slot = 0; slot < slots; slot++) {
                JobAnswer answer = bySlot[slot];
                if (answer != null && leaving.contains(answer.job())) {
                    batch.remove(slot);
                    free(bySlot, slot, answer);
                }
            }
            leaving.clear();
            while (!queue.isEmpty() && batch.freeSlots() > 0) {
                admit(queue.remove(), batch, bySlot);
            }
            if (!running.isEmpty() || !computations.isEmpty()) {
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

    private void admit(JobAnswer answer, Batch batch, @Nullable JobAnswer[] bySlot) {
        GenerationRequest request = answer.request();
        try {
            int slot = batch.add(
                    request.prompt(), answer.sampler(), request.options().maxNewTokens());
            bySlot[slot] = answer;
            running.add(answer);
            answer.job().started(request.prompt().length, batch.cached(slot));
        } catch (RuntimeException | Error fault) {
            fail(answer, fault);
        }
    }

    private synchronized void free(@Nullable JobAnswer[] bySlot, int slot, JobAnswer answer) {
        bySlot[slot] = null;
        running.remove(answer);
        notifyAll();
    }

    /** A job fails as a whole: its other answers have nobody to take them. */
    private void fail(JobAnswer answer, Throwable fault) {
        answer.job().fail(fault);
        leave(answer.job());
    }

    /** One step; returns whether anything was computed with success. */
    private boolean step(Batch batch, @Nullable JobAnswer[] bySlot) {
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

    private void take(NextToken token, Batch batch, @Nullable JobAnswer[] bySlot) {
        int slot = token.slot();
        JobAnswer answer = bySlot[slot];
        if (answer == null) {
            return;
        }
        boolean ended;
        try {
            ended = answer.take(token);
        } catch (RuntimeException | Error fault) {
            fail(answer, fault);
            ended = true;
        }
        if (ended) {
            batch.endWith(token);
            free(bySlot, slot, answer);
        }
    }

    private void fail(@Nullable JobAnswer[] bySlot, int slot, Throwable fault) {
        JobAnswer answer = bySlot[slot];
        if (answer != null) {
            fail(answer, fault);
            free(bySlot, slot, answer);
        }
    }

    private void failRunning(Batch batch, @Nullable JobAnswer[] bySlot, Throwable fault) {
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
        Set<Job> all = new LinkedHashSet<>();
        queue.forEach(answer -> all.add(answer.job()));
        running.forEach(answer -> all.add(answer.job()));
        all.forEach(job -> job.fail(last == State.STOPPING, reason));
        computations.forEach(computation -> computation.fail(reason));
        computations.clear();
        leaving.addAll(all);
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
                for (long left = grace.toMillis();
                        left > 0 && !(queue.isEmpty() && running.isEmpty() && computations.isEmpty()); ) {
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
