package org.dasllm.engine.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.dasllm.engine.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A server's metrics in Prometheus's text format. Their names are those of vLLM with {@code dasllm_} before them
 * (https://docs.vllm.ai/en/stable/usage/metrics/), so that its dashboards and alerts need only another prefix. Clients choose no label:
 * keys have the names that the operator gave them, and paths that are not known are one.
 */
public final class ServerMetrics {
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320
    };
    private static final double[] SECONDS_PER_TOKEN = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = counter("requests", "Requests that have ended", "path", "status", "key");
    private final Counter success =
            counter("request_success", "Requests whose answer came to its end", "finished_reason");
    private final Counter cancelled = counter("requests_cancelled", "Requests whose client left before their end");
    private final Counter refused = counter("requests_refused", "Requests that were refused or broken off", "reason");
    private final Counter promptTokens = counter("prompt_tokens", "Tokens of prompts");
    private final Counter generationTokens = counter("generation_tokens", "Tokens that were generated");
    private final Counter keyTokens = counter("key_tokens", "Tokens of prompts and answers by key", "key");
    private final Counter cacheQueries =
            counter("prefix_cache_queries", "Tokens of prompts that were looked for in the cache");
    private final Counter cacheHits = counter("prefix_cache_hits", "Tokens of prompts that were found in the cache");
    private final Histogram firstToken =
            histogram("time_to_first_token_seconds", "Seconds from a request's head to its first token", SECONDS);
    private final Histogram perToken = histogram(
            "request_time_per_output_token_seconds", "Seconds a token after the first, by request", SECONDS_PER_TOKEN);
    private final Histogram whole =
            histogram("e2e_request_latency_seconds", "Seconds from a request's head to its end", SECONDS);
    private final Histogram queue =
            histogram("request_queue_time_seconds", "Seconds until a request had a slot", SECONDS);

    /**
     * Begins with nothing counted.
     *
     * @param running jobs that have a slot now
     * @param waiting jobs that wait for one now
     */
    public ServerMetrics(IntSupplier running, IntSupplier waiting) {
        gauge("dasllm_num_requests_running", "Answers that have a slot", running);
        gauge("dasllm_num_requests_waiting", "Answers that wait for a slot", waiting);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Memory of the JVM in use")
                .labelNames("area")
                .callback(callback -> {
                    callback.call(used(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()), "heap");
                    callback.call(used(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage()), "nonheap");
                })
                .register(registry);
        double start = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        GaugeWithCallback.builder()
                .name("process_start_time_seconds")
                .help("When the process started, in seconds since 1970")
                .callback(callback -> callback.call(start))
                .register(registry);
    }

    private static double used(MemoryUsage usage) {
        return usage.getUsed();
    }

    private void gauge(String name, String help, IntSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsInt()))
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name("dasllm_" + name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }

    private Histogram histogram(String name, String help, double[] bounds) {
        return Histogram.builder()
                .name("dasllm_" + name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .register(registry);
    }

    void started(int prompt, int reused) {
        promptTokens.inc(prompt);
        cacheQueries.inc(prompt);
        cacheHits.inc(reused);
    }

    void generated(int tokens) {
        generationTokens.inc(tokens);
    }

    /**
     * Counts a request that has ended.
     *
     * @param path the path, or {@code other} for one that is not known
     * @param gone whether its client left before the end
     */
    void ended(ServedRequest request, String path, int status, boolean gone) {
        String key = request.caller().flatMap(Caller::name).orElse("");
        requests.labelValues(path, String.valueOf(status), key).inc();
        request.refusal()
                .ifPresent(why -> refused.labelValues(Refusals.reason(why)).inc());
        if (gone) {
            cancelled.inc();
        }
        if (!request.reachedModel()) {
            return;
        }
        String reason = reason(request);
        if (reason != null && !gone && request.refusal().isEmpty()) {
            success.labelValues(reason).inc();
        }
        keyTokens.labelValues(key).inc(request.promptTokens() + request.completionTokens());
        request.queueSeconds().ifPresent(queue::observe);
        request.firstTokenSeconds().ifPresent(firstToken::observe);
        request.secondsPerToken().ifPresent(perToken::observe);
        whole.observe(request.age().toNanos() / 1e9);
    }

    static @Nullable String reason(ServedRequest request) {
        return request.reason()
                .map(reason -> reason.name().toLowerCase(Locale.ROOT))
                .orElse(null);
    }

    /** The content type of {@link #text}. */
    public String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    /** All of them as they are now. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
