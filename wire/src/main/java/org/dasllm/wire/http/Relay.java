package org.dasllm.wire.http;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.dasllm.wire.http.CallFailure.Kind;
import org.dasllm.wire.http.RelayListener.Ending;
import org.jspecify.annotations.Nullable;

/** An exchange that another server answers; see {@link ServerRequest#relay}. On the connection's thread throughout. */
final class Relay {
    /** The host is the server's. Its client has been told by us to go on where it waited for that. */
    private static final Set<String> NOT_ASKED = Set.of("host", "expect");

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /** How long a client may go on with a request that is answered already. */
    private static final Duration UNWANTED = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Exchange exchange;
    private final Upstream upstream;
    private final RelayListener listener;
    private final HttpServerRequest asked;
    private final HttpServerResponse reply;
    private final Queue<Buffer> kept = new ArrayDeque<>();
    private FailureCause.Phase phase = FailureCause.Phase.CONNECTING;
    private @Nullable HttpClientRequest sending;
    private @Nullable HttpClientResponse response;
    private long deadlineTimer = -1;
    private long silenceTimer = -1;
    private long heardNanos = System.nanoTime();
    private boolean read;
    private boolean serverDone;
    private boolean over;

    Relay(Vertx vertx, Exchange exchange, Upstream upstream, RelayListener listener) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.upstream = upstream;
        this.listener = listener;
        this.asked = exchange.request();
        this.reply = exchange.response();
    }

    void begin() {
        asked.pause();
        exchange.onGone(this::clientGone);
        upstream.deadline()
                .ifPresent(most -> deadlineTimer = vertx.setTimer(Math.max(1, most.toMillis()), id -> timedOut()));
        upstream.silence().ifPresent(most -> watch(most, most.toMillis()));
        ClientAgents agents = upstream.agents(vertx);
        RequestOptions options = agents.request(
                asked.method().name(),
                upstream.base(),
                upstream.target(asked.uri()),
                ProxySettings.of(upstream.base()));
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        HopByHop.pass(asked.headers(), headers, NOT_ASKED);
        options.setHeaders(headers);
        agents.of(upstream.base()).request(options).onSuccess(this::send).onFailure(this::fail);
    }

    private void send(HttpClientRequest request) {
        if (over) {
            request.reset();
            return;
        }
        sending = request;
        phase = FailureCause.Phase.BEFORE_HEAD;
        heardNanos = System.nanoTime();
        request.exceptionHandler(this::fail);
        request.response().onSuccess(this::answer).onFailure(this::fail);
        boolean counted = asked.getHeader("content-length") != null;
        asked.handler(piece -> {
            if (listener.wantsBytes()) {
                listener.asked(piece.getBytes());
            }
            if (over || serverDone) {
                return;
            }
            if (!counted) {
                request.setChunked(true);
            }
            request.write(piece);
            if (request.writeQueueFull()) {
                asked.pause();
                request.drainHandler(drained -> asked.resume());
            }
        });
        asked.endHandler(end -> {
            read = true;
            if (!over && !serverDone) {
                heardNanos = System.nanoTime();
                request.end();
            }
        });
        asked.resume();
    }

    private void answer(HttpClientResponse coming) {
        if (over) {
            return;
        }
        response = coming;
        phase = FailureCause.Phase.WITHIN_BODY;
        heardNanos = System.nanoTime();
        coming.exceptionHandler(this::fail);
        exchange.openRelayed(coming.statusCode(), coming.statusMessage());
        HopByHop.pass(coming.headers(), reply.headers(), Set.of());
        listener.head(head(coming)).forEach(reply::putHeader);
        boolean bodiless = coming.statusCode() == NO_CONTENT || coming.statusCode() == NOT_MODIFIED || isHead();
        if (!bodiless && coming.getHeader("content-length") == null && asked.version() != HttpVersion.HTTP_2) {
            reply.setChunked(true);
        }
        if (isStream(coming)) {
            // Its client may do something when it sees that there is an answer, long before the first event.
            reply.writeHead();
        }
        exchange.onWritable(coming::resume);
        coming.handler(this::piece);
        coming.endHandler(end -> whole());
    }

    private static boolean isStream(HttpClientResponse response) {
        String type = response.getHeader("content-type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private boolean isHead() {
        return asked.method().name().equals("HEAD");
    }

    private static ReplyHead head(HttpClientResponse response) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : response.headers().names()) {
            headers.put(name.toLowerCase(Locale.ROOT), response.headers().getAll(name));
        }
        return new ReplyHead(response.statusCode(), HttpHeaders.of(headers, (name, value) -> true));
    }

    private void piece(Buffer piece) {
        if (over) {
            return;
        }
        heardNanos = System.nanoTime();
        if (listener.wantsBytes() && listener.answered(piece.getBytes())) {
            kept.add(piece);
            return;
        }
        flush();
        exchange.write(piece);
        if (!exchange.writable() && response != null) {
            response.pause();
        }
    }

    private void flush() {
        while (!kept.isEmpty()) {
            exchange.write(kept.remove());
        }
    }

    private void whole() {
        if (over) {
            return;
        }
        serverDone = true;
        cancelTimers();
        CompletionStage<Void> recorded = listener.whole();
        if (recorded.toCompletableFuture().isDone()) {
            finish();
        } else {
            recorded.whenComplete((nothing, failure) -> exchange.execute(this::finish));
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        flush();
        end(Ending.WHOLE);
        exchange.end();
        if (!read) {
            // The server has answered before it had all; the rest is read, so that the client sees the answer.
            long timer = vertx.setTimer(UNWANTED.toMillis(), id -> exchange.cut());
            asked.handler(piece -> {});
            asked.endHandler(end -> vertx.cancelTimer(timer));
            asked.resume();
        }
    }

    /** A client that takes its time is no silence of the server, nor is a server that has all of the request still to come. */
    private void watch(Duration most, long millis) {
        silenceTimer = vertx.setTimer(Math.max(1, millis), id -> {
            boolean awaited = phase == FailureCause.Phase.WITHIN_BODY ? exchange.writable() : read;
            long left = awaited ? most.toMillis() - (System.nanoTime() - heardNanos) / 1_000_000 : most.toMillis();
            if (left <= 0) {
                timedOut();
            } else {
                watch(most, left);
            }
        });
    }

    private void timedOut() {
        failed(new CallFailure(Kind.TIMED_OUT, "", null));
    }

    private void fail(Throwable cause) {
        if (!serverDone) {
            failed(FailureCause.of(cause, phase));
        }
    }

    private void failed(CallFailure failure) {
        if (over) {
            return;
        }
        if (exchange.begun()) {
            flush();
            end(Ending.BROKEN_OFF);
            exchange.abort();
        } else {
            end(Ending.UNREACHED);
            exchange.answerInstead(read, () -> listener.unreached(failure, new ServerReply(exchange)));
        }
        breakOff();
    }

    private void clientGone() {
        if (!over) {
            end(Ending.CLIENT_GONE);
            breakOff();
        }
    }

    /** Tells the server at once: with HTTP/1.1 by closing its connection. */
    private void breakOff() {
        HttpClientRequest request = sending;
        if (request != null && !serverDone) {
            request.reset();
        }
    }

    private void end(Ending ending) {
        over = true;
        cancelTimers();
        listener.ended(ending);
    }

    private void cancelTimers() {
        vertx.cancelTimer(deadlineTimer);
        vertx.cancelTimer(silenceTimer);
    }
}
