package org.dasllm.engine.access;

import java.util.List;
import java.util.Optional;
import org.dasllm.wire.chat.RequestRefused;

/** Whoever sends a request, as its key says. Safe for use by several threads. */
public final class Caller {
    /** Where no key is asked for. */
    static final Caller ANYBODY = new Caller(Optional.empty(), List.of(), true, Optional.empty());

    private final Optional<String> name;
    private final List<String> models;
    private final boolean metrics;
    private final Optional<Usage> usage;

    private Caller(Optional<String> name, List<String> models, boolean metrics, Optional<Usage> usage) {
        this.name = name;
        this.models = models;
        this.metrics = metrics;
        this.usage = usage;
    }

    static Caller of(KeyEntry key, Usage usage) {
        return new Caller(Optional.of(key.name()), key.models(), key.metrics(), Optional.of(usage));
    }

    /** The name of the key; empty where none is asked for. */
    public Optional<String> name() {
        return name;
    }

    /** @throws RequestRefused with status 403 where the key is not for a model */
    public void requireModel(String model) {
        if (!mayUse(model)) {
            throw RequestRefused.forbiddenModel(model);
        }
    }

    /** Whether the key is for a model. */
    public boolean mayUse(String model) {
        return models.isEmpty() || models.contains(model);
    }

    /** @throws RequestRefused with status 403 where the key may not read the metrics */
    public void requireMetrics(String path) {
        if (!metrics) {
            throw RequestRefused.forbiddenAddress(path);
        }
    }

    /**
     * Lets a request in that is to be answered by the model.
     *
     * @return what to run when it has ended; more than once does no harm
     * @throws RequestRefused with status 429 where one of the key's limits is reached
     */
    public Runnable enter() {
        return usage.map(Usage::enter).orElse(() -> {});
    }

    /** Counts tokens of a prompt or an answer. */
    public void used(int tokens) {
        usage.flatMap(Usage::tokens).ifPresent(bucket -> bucket.draw(tokens));
    }

    /** What is left, for the headers that clients read. */
    public Allowance allowance() {
        return new Allowance(
                usage.flatMap(Usage::requests).map(Caller::left),
                usage.flatMap(Usage::tokens).map(Caller::left));
    }

    private static Allowance.Left left(Bucket bucket) {
        return new Allowance.Left(bucket.perMinute(), bucket.left(), bucket.untilFull());
    }
}
