package org.dasllm.engine.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.dasllm.engine.observe.ServedRequest;
import org.dasllm.format.io.Json;
import org.dasllm.wire.chat.RefusalCodec;
import org.dasllm.wire.chat.RequestRefused;
import org.dasllm.wire.chat.WireResponse;
import org.dasllm.wire.http.ReplyStream;
import org.dasllm.wire.http.ServerReply;

/** Writes the answer to a request, in one of three ways; on the thread of its connection, but for {@link #attempt}'s work. */
final class AnswerWriter {
    private final ServerReply http;
    private final RefusalCodec codec;
    private final ServedRequest served;
    private final Duration deadline;

    /** @param deadline how long the whole may take */
    AnswerWriter(ServerReply http, RefusalCodec codec, ServedRequest served, Duration deadline) {
        this.http = http;
        this.codec = codec;
        this.served = served;
        this.deadline = deadline;
    }

    /** What logs and metrics say of the request. */
    ServedRequest served() {
        return served;
    }

    /**
     * Notes what is asked for.
     *
     * @param name the model's name, or an alias, as the client has it: keys are for names
     * @param model the model's own name, which logs have
     * @throws RequestRefused with status 403 where the caller's key is not for the name
     */
    void asks(String name, String model, boolean streamed) {
        served.asks(model, streamed);
        served.caller().ifPresent(caller -> caller.requireModel(name));
    }

    void header(String name, String value) {
        http.header(name, value);
    }

    /** Does something on the connection's thread; may be called on any. */
    void execute(Runnable work) {
        http.execute(() -> attempt(work));
    }

    Runnable later(Duration delay, Runnable work) {
        return http.later(delay, () -> attempt(work));
    }

    /**
     * Does something with the refusal that says so, once the answer has taken as long as it may.
     *
     * @return calls it off
     */
    Runnable onDeadline(Consumer<RequestRefused> work) {
        return later(deadline.minus(served.age()), () -> work.accept(RequestRefused.deadlineExceeded(deadline)));
    }

    boolean gone() {
        return http.gone();
    }

    void onGone(Runnable work) {
        http.onGone(work);
    }

    /** Does something whose failure is the answer. May be called on any thread. */
    void attempt(Runnable work) {
        try {
            work.run();
        } catch (RequestRefused refused) {
            http.execute(() -> refuse(refused));
        } catch (RuntimeException | Error fault) {
            http.execute(() -> refuse(ChatAnswer.fault(fault)));
        }
    }

    void json(int status, JsonNode body) {
        send(new WireResponse(status, Map.of("Content-Type", "application/json"), Json.line(body)));
    }

    /** With a line break after the body. */
    void send(WireResponse response) {
        response.headers().forEach(http::header);
        http.send(response.status(), (response.body() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** An answer that has begun can only be broken off, so that the client does not take it for whole. */
    private void refuse(RequestRefused refused) {
        served.refused(refused.refusal());
        if (http.begun()) {
            throw refused;
        }
        send(codec.refusal(refused.refusal()));
    }

    /** Begins an answer whose length is not known. */
    ReplyStream open(String contentType) {
        http.header("Content-Type", contentType);
        http.header("Cache-Control", "no-cache");
        // Tells reverse proxies to pass each piece on at once.
        http.header("X-Accel-Buffering", "no");
        return http.open(200);
    }
}
