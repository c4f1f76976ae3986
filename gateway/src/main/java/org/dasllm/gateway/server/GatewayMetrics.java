package org.dasllm.gateway.server;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.dasllm.gateway.record.Counts;
import org.dasllm.gateway.record.Unrecorded;
import org.dasllm.wire.http.RelayListener.Ending;

/** The gateway's metrics in Prometheus's text format. Clients choose no label, and nothing of what passes is in them. */
final class GatewayMetrics {
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicInteger running = new AtomicInteger();
    private final Counter requests = Counter.builder()
            .name("dasllm_gateway_requests")
            .help("Requests that have ended, by their protocol, the reply's status and how they ended")
            .labelNames("protocol", "status", "ending")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("dasllm_gateway_request_seconds")
            .help("Seconds from a request's head to its end")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);

    /**
     * Begins with nothing counted.
     *
     * @param unsettled exchanges that wait to be recorded
     * @param room bytes that are left for exchanges
     */
    GatewayMetrics(Counts counts, LongSupplier unsettled, LongSupplier room) {
        counter(
                "dasllm_gateway_exchanges",
                "Exchanges that could be recorded",
                () -> counts.now().seen());
        counter(
                "dasllm_gateway_recorded",
                "Exchanges that are on the disk",
                () -> counts.now().recorded());
        counter(
                "dasllm_gateway_late",
                "Replies whose end did not wait any longer for the disk",
                () -> counts.now().late());
        counter(
                "dasllm_gateway_feedback",
                "Feedback that is on the disk",
                () -> counts.now().feedback());
        CounterWithCallback.builder()
                .name("dasllm_gateway_unrecorded")
                .help("Exchanges that are not recorded, by reason")
                .labelNames("reason")
                .callback(callback -> counts.now()
                        .unrecorded()
                        .forEach((Unrecorded reason, Long count) -> callback.call(count, reason.word())))
                .register(registry);
        gauge("dasllm_gateway_running", "Requests under way", running::get);
        gauge("dasllm_gateway_unsettled", "Exchanges that wait to be recorded", unsettled::getAsLong);
        gauge("dasllm_gateway_room_bytes", "Memory that is left for exchanges", room::getAsLong);
        gauge(
                "jvm_memory_used_bytes",
                "Heap memory of the JVM in use",
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    private void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    void begun() {
        running.incrementAndGet();
    }

    void ended(String protocol, String status, Ending ending, double took) {
        running.decrementAndGet();
        requests.labelValues(protocol, status, ending.name().toLowerCase(Locale.ROOT))
                .inc();
        seconds.observe(took);
    }

    String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
