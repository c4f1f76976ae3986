package org.dasllm.engine.observe;

import java.util.Optional;
import java.util.Set;

/** What is made of requests that have ended. */
public final class Observations implements AutoCloseable {
    private static final String OTHER = "other";

    private final ServerMetrics metrics;
    private final Optional<AccessLog> log;
    private final Set<String> paths;

    /** @param paths those that are told by name in metrics; clients choose the others */
    public Observations(ServerMetrics metrics, Optional<AccessLog> log, Set<String> paths) {
        this.metrics = metrics;
        this.log = log;
        this.paths = Set.copyOf(paths);
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
        metrics.ended(request, paths.contains(request.path()) ? request.path() : OTHER, status, gone);
        log.ifPresent(file -> file.add(AccessLine.of(request, status, gone)));
    }

    @Override
    public void close() {
        log.ifPresent(AccessLog::close);
    }
}
