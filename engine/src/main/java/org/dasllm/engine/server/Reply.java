package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.WireResponse;

/** Reads a request's body and writes its answer, in one of three ways. */
final class Reply {
    /** How much of a refused request's body is read all the same. */
    private static final long READ_AND_FORGET = 64L << 20;

    private final HttpExchange exchange;
    private boolean started;

    Reply(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** Whether the status has been sent, so that nothing else can be said any more. */
    boolean started() {
        return started;
    }

    byte[] body(int limit) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(limit + 1);
        if (body.length > limit) {
            throw RequestRefused.tooLarge(limit);
        }
        return body;
    }

    void json(int status, JsonNode body) throws IOException {
        send(new WireResponse(status, Map.of("Content-Type", "application/json"), Json.line(body)));
    }

    /** With a line break after the body. */
    void send(WireResponse response) throws IOException {
        byte[] bytes = (response.body() + "\n").getBytes(StandardCharsets.UTF_8);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        started = true;
        exchange.sendResponseHeaders(response.status(), head ? -1 : bytes.length);
        if (!head) {
            exchange.getResponseBody().write(bytes);
        }
    }

    void refuse(WireResponse refusal) throws IOException {
        forgetBody();
        send(refusal);
    }

    /** A client that is still sending does not see an answer before it has done. */
    private void forgetBody() throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[1 << 14];
        long total = 0;
        for (int read = in.read(buffer); read >= 0 && total < READ_AND_FORGET; read = in.read(buffer)) {
            total += read;
        }
    }

    /** Begins an answer whose length is not known. */
    OutputStream open(String contentType) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        // Tells reverse proxies to pass each piece on at once.
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        started = true;
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }
}
