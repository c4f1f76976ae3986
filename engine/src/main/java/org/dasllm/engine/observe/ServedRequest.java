package org.dasllm.engine.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.dasllm.engine.access.Caller;
import org.dasllm.engine.schedule.JobObserver;
import org.dasllm.model.generate.FinishReason;
import org.dasllm.wire.chat.RequestRefusal;
import org.jspecify.annotations.Nullable;

/**
 * One request as it goes through the server, and what of it logs and metrics say. It may take several jobs: then
 * their prompts are added up, and its time begins with the first and ends with the last. Safe for use by several threads.
 */
public final class ServedRequest implements JobObserver {
    private final String id;
    private final String method;
    private final String path;
    private final Instant at = Instant.now();
    private final LongSupplier clock;
    private final long begun;
    private final ServerMetrics metrics;
    private final AtomicInteger completionTokens = new AtomicInteger();

    private volatile @Nullable Caller caller;
    private volatile @Nullable String model;
    private volatile boolean streamed;
    private volatile boolean started;
    private volatile boolean computed;
    private final AtomicInteger promptTokens = new AtomicInteger();
    private final AtomicInteger cachedTokens = new AtomicInteger();
    private volatile long queued;
    private volatile long firstToken;
    private volatile long lastToken;
    private volatile @Nullable FinishReason reason;
    private volatile @Nullable RequestRefusal refusal;

    /** Begins now. */
    public ServedRequest(String id, String method, String path, ServerMetrics metrics) {
        this(id, method, path, metrics, System::nanoTime);
    }

    ServedRequest(String id, String method, String path, ServerMetrics metrics, LongSupplier clock) {
        this.id = id;
        this.method = method;
        this.path = path;
        this.metrics = metrics;
        this.clock = clock;
        this.begun = clock.getAsLong();
    }

    /** It came with this key, or needs none. */
    public void by(Caller known) {
        caller = known;
    }

    /** It is for this model, and is to be answered piece by piece or at once. */
    public void asks(String known, boolean pieces) {
        model = known;
        streamed = pieces;
    }

    /** It is not answered, or only in part. */
    public void refused(RequestRefusal why) {
        refusal = why;
    }

    @Override
    public void started(int prompt, int reused) {
        if (!computed) {
            addPrompt(prompt, reused);
        }
    }

    /**
     * Its tokens are computed without an answer, as embeddings are. Jobs that go on from the same prompts afterwards do not count them
     * again.
     */
    public void computes(int tokens) {
        computed = true;
        addPrompt(tokens, 0);
    }

    private void addPrompt(int prompt, int reused) {
        if (!started) {
            queued = sinceBegun();
            started = true;
        }
        promptTokens.addAndGet(prompt);
        cachedTokens.addAndGet(reused);
        count(prompt);
        metrics.started(prompt, reused);
    }

    @Override
    public void generated(int tokens) {
        lastToken = sinceBegun();
        if (completionTokens.getAndAdd(tokens) == 0) {
            firstToken = lastToken;
        }
        count(tokens);
        metrics.generated(tokens);
    }

    private void count(int tokens) {
        Caller known = caller;
        if (known != null) {
            known.used(tokens);
        }
    }

    @Override
    public void finished(FinishReason why) {
        reason = why;
    }

    private long sinceBegun() {
        return clock.getAsLong() - begun;
    }

    /** How long it has taken so far. */
    public Duration age() {
        return Duration.ofNanos(sinceBegun());
    }

    public String id() {
        return id;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** When it came. */
    public Instant at() {
        return at;
    }

    /** Whose it is; empty while nobody knows. */
    public Optional<Caller> caller() {
        return Optional.ofNullable(caller);
    }

    /** The model, once it is known to be one. */
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }

    public boolean streamed() {
        return streamed;
    }

    /** Whether the model has worked on it, or is to. */
    public boolean reachedModel() {
        return started;
    }

    public int promptTokens() {
        return promptTokens.get();
    }

    /** Tokens of the prompt that were in the cache. */
    public int cachedTokens() {
        return cachedTokens.get();
    }

    public int completionTokens() {
        return completionTokens.get();
    }

    public Optional<FinishReason> reason() {
        return Optional.ofNullable(reason);
    }

    public Optional<RequestRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Seconds until it had a slot. */
    OptionalDouble queueSeconds() {
        return started ? OptionalDouble.of(queued / 1e9) : OptionalDouble.empty();
    }

    /** Seconds until the first token. */
    OptionalDouble firstTokenSeconds() {
        return completionTokens.get() > 0 ? OptionalDouble.of(firstToken / 1e9) : OptionalDouble.empty();
    }

    /** Seconds that each token after the first took. */
    OptionalDouble secondsPerToken() {
        int tokens = completionTokens.get();
        return tokens > 1 ? OptionalDouble.of((lastToken - firstToken) / 1e9 / (tokens - 1)) : OptionalDouble.empty();
    }
}
