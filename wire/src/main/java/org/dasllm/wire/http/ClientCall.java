package org.dasllm.wire.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.dasllm.wire.http.CallFailure.Kind;
import org.jspecify.annotations.Nullable;

/** A request under way. All but {@link #cancel} and the reader's asking for more happens on one thread of the library. */
public final class ClientCall {
    /** How long other requests on a connection that fell silent may go on. */
    private static final long OTHERS_MINUTES = 10;

    /** Beyond these the server is held back. */
    private static final int MOST_PIECES = 16;

    private final Vertx vertx;
    private final Context context;
    private final ClientRequest asked;
    private final ReplyReader reader;
    private FailureCause.Phase phase = FailureCause.Phase.CONNECTING;
    private @Nullable HttpClientRequest request;
    private long deadlineTimer = -1;
    private long silenceTimer = -1;
    private long heardNanos;
    private final Queue<byte[]> pieces = new ArrayDeque<>();
    private long demand;
    private @Nullable Runnable last;
    private boolean ended;

    ClientCall(Vertx vertx, ClientRequest asked, ReplyReader reader) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.asked = asked;
        this.reader = reader;
    }

    void begin(HttpClientAgent client, RequestOptions options) {
        context.runOnContext(now -> {
            if (ended) {
                return;
            }
            heardNanos = System.nanoTime();
            asked.deadline().ifPresent(deadline -> deadlineTimer = vertx.setTimer(millis(deadline), id -> timedOut()));
            asked.silence().ifPresent(silence -> watch(silence, silence.toNanos()));
            client.request(options).onSuccess(this::send).onFailure(this::fail);
        });
    }

    private void send(HttpClientRequest sending) {
        if (ended) {
            sending.reset();
            return;
        }
        request = sending;
        phase = FailureCause.Phase.BEFORE_HEAD;
        sending.exceptionHandler(this::fail);
        (asked.body().length == 0 ? sending.send() : sending.send(Buffer.buffer(asked.body())))
                .onSuccess(this::read)
                .onFailure(this::fail);
    }

    private void read(HttpClientResponse response) {
        if (ended) {
            return;
        }
        phase = FailureCause.Phase.WITHIN_BODY;
        response.exceptionHandler(this::fail);
        response.handler(piece -> {
            heardNanos = System.nanoTime();
            pieces.add(piece.getBytes());
            if (pieces.size() == MOST_PIECES) {
                response.pause();
            }
            deliver(response);
        });
        response.endHandler(whole -> {
            last = reader::end;
            deliver(response);
        });
        reader.head(
                head(response),
                () -> context.runOnContext(now -> {
                    heardNanos = System.nanoTime();
                    demand++;
                    deliver(response);
                }));
    }

    /** Pieces that have come go before an end, be it good or bad. */
    private void deliver(HttpClientResponse response) {
        while (!ended && demand > 0 && !pieces.isEmpty()) {
            demand--;
            byte[] piece = pieces.remove();
            if (pieces.size() == MOST_PIECES / 2) {
                response.resume();
            }
            reader.bytes(piece);
        }
        finish();
    }

    private void finish() {
        Runnable ending = last;
        if (ending != null && pieces.isEmpty() && end()) {
            ending.run();
        }
    }

    private static ReplyHead head(HttpClientResponse response) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : response.headers().names()) {
            headers.put(name.toLowerCase(Locale.ROOT), response.headers().getAll(name));
        }
        return new ReplyHead(response.statusCode(), HttpHeaders.of(headers, (name, value) -> true));
    }

    /** A reader that takes its time is no silence of the server. */
    private void watch(Duration silence, long nanos) {
        silenceTimer = vertx.setTimer(Math.max(1, nanos / 1_000_000), id -> {
            boolean awaited = phase != FailureCause.Phase.WITHIN_BODY || (demand > 0 && pieces.isEmpty());
            long left = awaited ? silence.toNanos() - (System.nanoTime() - heardNanos) : silence.toNanos();
            if (left <= 0) {
                timedOut();
            } else {
                watch(silence, left);
            }
        });
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    private void timedOut() {
        if (end()) {
            leaveConnection();
            breakOff();
            reader.failed(new CallFailure(Kind.TIMED_OUT, "", null));
        }
    }

    private void fail(Throwable cause) {
        if (!ended && last == null) {
            CallFailure failure = FailureCause.of(cause, phase);
            last = () -> {
                breakOff();
                reader.failed(failure);
            };
            finish();
        }
    }

    /** Breaks off. The reader is not called any more. */
    public void cancel() {
        context.runOnContext(now -> {
            if (end()) {
                breakOff();
            }
        });
    }

    /**
     * Gives no more requests to a shared connection that fell silent, since it may be dead without anybody having said so; those that are on it go on. One of
     * HTTP/1.1 is closed with its request.
     */
    private void leaveConnection() {
        if (request != null && request.version() == HttpVersion.HTTP_2) {
            request.connection().shutdown(OTHERS_MINUTES, TimeUnit.MINUTES);
        }
    }

    private void breakOff() {
        if (request != null) {
            request.reset();
        }
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(deadlineTimer);
        vertx.cancelTimer(silenceTimer);
        return true;
    }
}
