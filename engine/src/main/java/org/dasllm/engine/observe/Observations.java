package org.dasllm.engine.observe;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** What is made of requests that have ended. */
public final class Observations implements AutoCloseable {
    private final ServerMetrics metrics;
    private final Optional<AccessLog> log;
    private final UnaryOperator<String> label;

    /** @param label how a request's path is named in metrics: one of few, since clients choose paths */
    public Observations(ServerMetrics metrics, Optional<AccessLog> log, UnaryOperator<String> label) {
        this.metrics = metrics;
        this.log = log;
        this.label = label;
    }

    public ServerMetrics metrics() {
        return metrics;
    }

    /** A request whose head has come. */
    public ServedRequest begin(String id, String method, String path) {
        return new ServedRequest(id, method, path, metrics);
    }

    /**
     * It is over.
     *
     * @param status of the reply, 499 where the client left before there was one
     * @param gone whether its client left before the end
     */
    public void ended(ServedRequest request, int status, boolean gone) {
        metrics.ended(request, label.apply(request.path()), status, gone);
        log.ifPresent(file -> file.add(AccessLine.of(request, status, gone)));
    }

    @Override
    public void close() {
        log.ifPresent(AccessLog::close);
    }
}
