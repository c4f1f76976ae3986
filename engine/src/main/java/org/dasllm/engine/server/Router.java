package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.dasllm.engine.access.Caller;
import org.dasllm.engine.observe.Observations;
import org.dasllm.engine.observe.RequestId;
import org.dasllm.engine.observe.ServedRequest;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.wire.chat.RequestRefusal;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.http.HttpHandler;
import org.dasllm.wire.http.HttpRefused;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/** Finds the endpoint of a request, and turns what goes wrong into an error object. */
final class Router implements HttpHandler {
    /** What logs have for a client that left before there was a status, as nginx has it. */
    private static final int LEFT_EARLY = 499;

    private final ServeConfig config;
    private final OwnHosts hosts;
    private final Scheduler scheduler;
    private final Endpoints endpoints;
    private final ModelList models;
    private final Gate gate;
    private final OperationsEndpoints operations;
    private final Observations observations;
    private final Executor workers;

    /** @param workers do what takes longer than the thread of a connection may be kept */
    Router(
            ServeConfig config,
            Scheduler scheduler,
            Endpoints endpoints,
            ModelList models,
            Gate gate,
            OperationsEndpoints operations,
            Observations observations,
            Executor workers) {
        this.config = config;
        this.hosts = OwnHosts.of(config);
        this.scheduler = scheduler;
        this.endpoints = endpoints;
        this.models = models;
        this.gate = gate;
        this.operations = operations;
        this.observations = observations;
        this.workers = workers;
    }

    /** How a path is named in metrics: clients choose paths, and every name of its own takes memory there. */
    static String label(String path) {
        return OperationsEndpoints.paths().contains(path)
                ? path
                : WireFormats.label(path).orElse("other");
    }

    @Override
    public void handle(ServerRequest request, ServerReply http) {
        WireFormat format = WireFormats.of(request);
        String id = RequestId.of(request.header(RequestId.HEADER));
        ServedRequest served = observations.begin(id, request.method(), request.path());
        http.onOver(() -> observations.ended(served, http.status().orElse(LEFT_EARLY), http.gone()));
        AnswerWriter reply = new AnswerWriter(http, format.refusals(), served, gate.deadline(request));
        reply.header(format.requestIdHeader(), id);
        reply.attempt(() -> route(request, format, reply, http));
    }

    private void route(ServerRequest request, WireFormat format, AnswerWriter reply, ServerReply http) {
        hosts.require(request);
        if (operations.answer(request, reply, http)) {
            return;
        }
        Caller caller = gate.require(request, reply);
        Optional<Endpoints.Endpoint> endpoint = WireFormats.endpoint(request, endpoints);
        if (endpoint.isPresent()) {
            require(request, reply, "POST");
            requireJson(request);
            gate.enter(caller, request, http);
            request.body(config.maxRequestBytes())
                    .whenComplete((body, fault) -> reply.attempt(() -> {
                        if (fault != null) {
                            throw refused(fault);
                        }
                        work(() -> reply.attempt(() -> endpoint.get().answer(body, reply)));
                    }));
            return;
        }
        String path = request.path();
        Optional<JsonNode> shown = format.shown(path, models, caller);
        if (shown.isEmpty()) {
            throw RequestRefused.unknownAddress(request.method(), path);
        }
        require(request, reply, "GET");
        reply.json(200, shown.get());
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

    static void require(ServerRequest request, AnswerWriter reply, String method) {
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
}
