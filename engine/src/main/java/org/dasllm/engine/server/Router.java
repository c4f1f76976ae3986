package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.http.HttpHandler;
import org.dasllm.wire.http.HttpRefused;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/** Finds the endpoint of a request, and turns what goes wrong into an error object. */
final class Router implements HttpHandler {
    private static final String MODELS = "/v1/models";
    private static final String HEALTH = "/health";

    private final ServeConfig config;
    private final Scheduler scheduler;
    private final Endpoints endpoints;
    private final ModelList models;
    private final ApiKey key;
    private final Executor workers;

    /** @param workers do what takes longer than the thread of a connection may be kept */
    Router(
            ServeConfig config,
            Scheduler scheduler,
            Endpoints endpoints,
            ModelList models,
            ApiKey key,
            Executor workers) {
        this.config = config;
        this.scheduler = scheduler;
        this.endpoints = endpoints;
        this.models = models;
        this.key = key;
        this.workers = workers;
    }

    @Override
    public void handle(ServerRequest request, ServerReply http) {
        Vendor vendor = Vendor.of(request);
        Reply reply = new Reply(http, vendor.refusals());
        reply.header(
                vendor.requestIdHeader(), "req_" + UUID.randomUUID().toString().replace("-", ""));
        reply.attempt(() -> route(request, vendor, reply));
    }

    private void route(ServerRequest request, Vendor vendor, Reply reply) {
        String path = request.path();
        if (path.equals(HEALTH)) {
            require(request, reply, "GET");
            health(reply);
            return;
        }
        key.require(vendor.authorization().apply(request));
        Optional<Endpoints.Endpoint> endpoint = endpoints.of(request);
        if (endpoint.isPresent()) {
            require(request, reply, "POST");
            requireJson(request);
            request.body(config.maxRequestBytes())
                    .whenComplete((body, fault) -> reply.attempt(() -> {
                        if (fault != null) {
                            throw refused(fault);
                        }
                        work(() -> reply.attempt(() -> endpoint.get().answer(body, reply)));
                    }));
        } else if (path.equals(MODELS)) {
            require(request, reply, "GET");
            reply.json(200, models.all(vendor));
        } else if (path.startsWith(MODELS + "/")) {
            require(request, reply, "GET");
            reply.json(200, models.one(path.substring(MODELS.length() + 1), vendor));
        } else {
            throw RequestRefused.unknownAddress(request.method(), path);
        }
    }

    private void work(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            throw scheduler.state() == Scheduler.State.STOPPING
                    ? RequestRefused.stopping()
                    : RequestRefused.queueFull();
        }
    }

    private RequestRefused refused(Throwable fault) {
        if (!(fault instanceof HttpRefused why)) {
            return ChatAnswer.fault(fault);
        }
        return switch (why.status()) {
            case 413 -> RequestRefused.tooLarge(config.maxRequestBytes());
            case 503 -> RequestRefused.queueFull();
            default ->
                new RequestRefused(new RequestRefusal(
                        RequestRefusal.Kind.INVALID,
                        why.status(),
                        why.reason() + ".",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        };
    }

    private static void require(ServerRequest request, Reply reply, String method) {
        String sent = request.method();
        if (!sent.equals(method) && !(sent.equals("HEAD") && method.equals("GET"))) {
            reply.header("Allow", method);
            throw RequestRefused.wrongMethod(sent, request.path(), method);
        }
    }

    /** Also keeps web pages out: a browser does not send this type to another origin without asking first. */
    private static void requireJson(ServerRequest request) {
        String type = request.header("Content-Type").orElse("");
        String media = type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        if (!media.equals("application/json")) {
            throw RequestRefused.wrongContentType();
        }
    }

    private void health(Reply reply) {
        Scheduler.State state = scheduler.state();
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put(
                        "status",
                        state == Scheduler.State.RUNNING ? "ok" : state.name().toLowerCase(Locale.ROOT))
                .put("model", config.modelName())
                .put("active", scheduler.active())
                .put("queued", scheduler.queued());
        reply.json(state == Scheduler.State.RUNNING ? 200 : 503, body);
    }
}
