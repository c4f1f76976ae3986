package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dasllm.engine.observe.ServerMetrics;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.format.io.Json;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/**
 * What those who run a server ask it. {@code /health} says whether the process is worth keeping, {@code /ready} whether requests should be
 * sent to it; both need no key and tell nothing of who asks. {@code /metrics} needs one that may read it, where the server wants keys. The
 * page at {@code /} needs none, since it holds nothing but the means to send requests, which do.
 */
final class OperationsEndpoints {
    static final String PAGE = "/";
    static final String HEALTH = "/health";
    static final String READY = "/ready";
    static final String METRICS = "/metrics";

    private final Scheduler scheduler;
    private final String modelName;
    private final Gate gate;
    private final Optional<ServerMetrics> metrics;
    private final Optional<ChatPage> page;

    OperationsEndpoints(
            Scheduler scheduler,
            String modelName,
            Gate gate,
            Optional<ServerMetrics> metrics,
            Optional<ChatPage> page) {
        this.scheduler = scheduler;
        this.modelName = modelName;
        this.gate = gate;
        this.metrics = metrics;
        this.page = page;
    }

    /** The paths that are answered here, whether or not a configuration leaves some of them out. */
    static Set<String> paths() {
        return Set.of(PAGE, HEALTH, READY, METRICS);
    }

    /** Answers where the path is one of those here; returns whether it was. */
    boolean answer(ServerRequest request, AnswerWriter reply, ServerReply http) {
        switch (request.path()) {
            case HEALTH -> {
                Router.require(request, reply, "GET");
                status(reply, scheduler.state() != Scheduler.State.BROKEN);
            }
            case READY -> {
                Router.require(request, reply, "GET");
                status(reply, scheduler.state() == Scheduler.State.RUNNING);
            }
            case METRICS -> {
                if (metrics.isEmpty()) {
                    return false;
                }
                Router.require(request, reply, "GET");
                gate.require(request, reply).requireMetrics(METRICS);
                http.header("Content-Type", metrics.get().contentType());
                http.header("Cache-Control", "no-store");
                http.send(200, metrics.get().text());
            }
            case PAGE -> {
                if (page.isEmpty()) {
                    return false;
                }
                Router.require(request, reply, "GET");
                page.get().send(http);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void status(AnswerWriter reply, boolean good) {
        Scheduler.State state = scheduler.state();
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put(
                        "status",
                        state == Scheduler.State.RUNNING ? "ok" : state.name().toLowerCase(Locale.ROOT))
                .put("model", modelName)
                .put("active", scheduler.active())
                .put("queued", scheduler.queued());
        reply.header("Cache-Control", "no-store");
        reply.json(good ? 200 : 503, body);
    }
}
