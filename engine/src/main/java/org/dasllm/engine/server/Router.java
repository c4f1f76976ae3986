package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.dasllm.wire.chat.ServerCodec;
import org.dasllm.wire.http.HttpHandler;
import org.dasllm.wire.http.HttpRefused;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;

/** Finds the endpoint of a request, and turns what goes wrong into an error object. */
final class Router implements HttpHandler {
    private static final String MODELS = "/v1/models";
    private static final String HEALTH = "/health";

    private final ServerCodec codec;
    private final ServeConfig config;
    private final Scheduler scheduler;
    private final ChatEndpoint chat;
    private final ApiKey key;
    private final Executor workers;
    private final long created;

    /** @param workers do what takes longer than the thread of a connection may be kept */
    Router(
            ServerCodec codec,
            ServeConfig config,
            Scheduler scheduler,
            ChatEndpoint chat,
            ApiKey key,
            Executor workers,
            long created) {
        this.codec = codec;
        this.config = config;
        this.scheduler = scheduler;
        this.chat = chat;
        this.key = key;
        this.workers = workers;
        this.created = created;
    }

    @Override
    public void handle(ServerRequest request, ServerReply http) {
        Reply reply = new Reply(http, codec);
        reply.header("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
        reply.attempt(() -> route(request, reply));
    }

    private void route(ServerRequest request, Reply reply) {
        String path = request.path();
        if (path.equals(HEALTH)) {
            require(request, reply, "GET");
            health(reply);
            return;
        }
        key.require(request.header("Authorization"));
        if (path.equals(codec.path())) {
            require(request, reply, "POST");
            requireJson(request);
            request.body(config.maxRequestBytes())
                    .whenComplete((body, fault) -> reply.attempt(() -> {
                        if (fault != null) {
                            throw refused(fault);
                        }
                        work(() -> reply.attempt(() -> chat.answer(body, reply)));
                    }));
        } else if (path.equals(MODELS)) {
            require(request, reply, "GET");
            ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
            ArrayNode data = list.putArray("data");
            data.add(model());
            reply.json(200, list);
        } else if (path.startsWith(MODELS + "/")) {
            require(request, reply, "GET");
            String name = path.substring(MODELS.length() + 1);
            if (!name.equals(config.modelName())) {
                throw RequestRefused.unknownModel(name);
            }
            reply.json(200, model());
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

    private ObjectNode model() {
        return Json.mapper()
                .createObjectNode()
                .put("id", config.modelName())
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "dasllm");
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
