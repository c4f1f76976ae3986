package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import org.dasllm.engine.schedule.Scheduler;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.ServerCodec;

/** Finds the endpoint of a request, and turns what goes wrong into an error object. */
final class Router implements HttpHandler {
    private static final String MODELS = "/v1/models";
    private static final String HEALTH = "/health";

    private final ServerCodec codec;
    private final ServeConfig config;
    private final Scheduler scheduler;
    private final ChatEndpoint chat;
    private final ApiKey key;
    private final long created;

    Router(ServerCodec codec, ServeConfig config, Scheduler scheduler, ChatEndpoint chat, ApiKey key, long created) {
        this.codec = codec;
        this.config = config;
        this.scheduler = scheduler;
        this.chat = chat;
        this.key = key;
        this.created = created;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Reply reply = new Reply(exchange);
        exchange.getResponseHeaders()
                .set("x-request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
        try {
            route(exchange, reply);
        } catch (RequestRefused e) {
            refuse(reply, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(reply, RequestRefused.stopping());
        } catch (RuntimeException | Error fault) {
            refuse(reply, ChatAnswer.fault(fault));
        }
        exchange.close();
    }

    /**
     * An answer that has begun can only be broken off: the exception closes the connection without the mark of an
     * answer's end, so that the client does not take it for whole.
     */
    private void refuse(Reply reply, RequestRefused error) throws IOException {
        if (reply.started()) {
            throw new IOException(error);
        }
        reply.refuse(codec.refusal(error.refusal()));
    }

    private void route(HttpExchange exchange, Reply reply) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(HEALTH)) {
            require(exchange, path, "GET");
            health(reply);
            return;
        }
        key.require(exchange.getRequestHeaders().get("Authorization"));
        if (path.equals(codec.path())) {
            require(exchange, path, "POST");
            requireJson(exchange);
            chat.answer(reply.body(config.maxRequestBytes()), reply);
        } else if (path.equals(MODELS)) {
            require(exchange, path, "GET");
            ObjectNode list = Json.mapper().createObjectNode().put("object", "list");
            ArrayNode data = list.putArray("data");
            data.add(model());
            reply.json(200, list);
        } else if (path.startsWith(MODELS + "/")) {
            require(exchange, path, "GET");
            String name = path.substring(MODELS.length() + 1);
            if (!name.equals(config.modelName())) {
                throw RequestRefused.unknownModel(name);
            }
            reply.json(200, model());
        } else {
            throw RequestRefused.unknownAddress(exchange.getRequestMethod(), path);
        }
    }

    private static void require(HttpExchange exchange, String path, String method) {
        String sent = exchange.getRequestMethod();
        if (!sent.equals(method) && !(sent.equals("HEAD") && method.equals("GET"))) {
            exchange.getResponseHeaders().set("Allow", method);
            throw RequestRefused.wrongMethod(sent, path, method);
        }
    }

    /** Also keeps web pages out: a browser does not send this type to another origin without asking first. */
    private static void requireJson(HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        String media = type == null ? "" : type.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
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

    private void health(Reply reply) throws IOException {
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
