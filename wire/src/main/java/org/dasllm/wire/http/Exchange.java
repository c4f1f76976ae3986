package org.dasllm.wire.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request and its reply with their deadlines. On the connection's thread throughout, but for {@link #execute}. */
final class Exchange {
    private final Vertx vertx;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final HttpServerConfig config;
    private final RequestBody body;
    private final Runnable ended;
    private final String path;
    private final List<Runnable> whenGone = new ArrayList<>();
    private final List<Runnable> whenOver = new ArrayList<>();
    private @Nullable Runnable whenWritable;
    private Runnable bodyDeadline = () -> {};
    private Runnable writeDeadline = () -> {};
    private boolean blocked;
    private boolean begun;
    private boolean ending;
    private boolean over;
    private boolean gone;
    private boolean closing;

    /** @param ended what to do once, when nothing more will come of this */
    Exchange(
            Vertx vertx,
            HttpServerRequest request,
            String path,
            HttpServerConfig config,
            BodyBudget budget,
            boolean draining,
            Runnable ended) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.request = request;
        this.response = request.response();
        this.config = config;
        this.body = new RequestBody(budget);
        this.ended = ended;
        this.path = path;
        this.closing = draining;
    }

    void begin(HttpHandler handler) {
        readBody();
        request.exceptionHandler(fault -> abort());
        response.exceptionHandler(fault -> left());
        // A stream of HTTP/2 closes with its reply's end, before that is known to be sent: whether it was is then the
        // end's to say.
        response.closeHandler(closed -> {
            if (!ending) {
                left();
            }
        });
        if (!request.isEnded()) {
            bodyDeadline = later(Duration.ofSeconds(config.bodySeconds()), () -> {
                closing = true;
                body.refuse(408, "The request's body has not come within " + config.bodySeconds() + " seconds");
                endBody();
            });
        }
        if (!Compression.known(request)) {
            body.refuse(
                    415,
                    "The request's body is encoded as '" + request.getHeader("Content-Encoding")
                            + "', and only gzip is known");
        }
        guarded(() -> handler.handle(new ServerRequest(this), new ServerReply(this)));
    }

    private void readBody() {
        request.handler(piece -> {
            if (!body.received(piece.getBytes())) {
                closing = true;
                request.pause();
                endBody();
            }
        });
        request.endHandler(end -> endBody());
    }

    /** See {@link ServerRequest#relay}. */
    void relay(Upstream upstream, RelayListener listener) {
        // What a server takes in slowly is not its client's delay.
        bodyDeadline.run();
        new Relay(vertx, this, upstream, listener).begin();
    }

    /** The reply is to be given here after all. */
    void answerInstead(boolean read, Runnable work) {
        if (read) {
            endBody();
        } else {
            closing = true;
            readBody();
            request.resume();
        }
        guarded(work);
    }

    private void endBody() {
        bodyDeadline.run();
        guarded(body::end);
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return response;
    }

    String path() {
        return path;
    }

    /** See {@link ServerRequest#body}. */
    CompletionStage<byte[]> collect(int limit) {
        CompletionStage<byte[]> whole = body.collect(limit);
        if (!Compression.compressed(request)) {
            return whole;
        }
        CompletableFuture<byte[]> undone = new CompletableFuture<>();
        whole.whenComplete((bytes, refused) -> {
            if (refused != null) {
                undone.completeExceptionally(refused);
            } else {
                vertx.executeBlocking(() -> Compression.undo(bytes, limit), false)
                        .onComplete(undone::complete, undone::completeExceptionally);
            }
        });
        return undone;
    }

    void execute(Runnable work) {
        try {
            context.runOnContext(now -> guarded(work));
        } catch (RejectedExecutionException e) {
            // The server has been stopped, and its clients with it.
        }
    }

    Runnable later(Duration delay, Runnable work) {
        long timer = vertx.setTimer(Math.max(1, delay.toMillis()), id -> guarded(work));
        return () -> vertx.cancelTimer(timer);
    }

    /** What goes wrong here is no fault of the connection's other requests. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error fault) {
            if (begun) {
                abort();
            } else {
                response.putHeader("Content-Type", "text/plain");
                send(500, "The server has failed\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    boolean gone() {
        return gone;
    }

    void onGone(Runnable work) {
        if (gone) {
            work.run();
        } else {
            whenGone.add(work);
        }
    }

    void onOver(Runnable work) {
        if (over) {
            work.run();
        } else {
            whenOver.add(work);
        }
    }

    boolean begun() {
        return begun;
    }

    void send(int status, byte[] bytes) {
        begin();
        body.whenOver(() -> {
            byte[] sent = Compression.fits(request, bytes) ? Compression.gzip(response, bytes) : bytes;
            head(status);
            response.putHeader("Content-Length", String.valueOf(sent.length));
            finish(() -> request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(Buffer.buffer(sent)));
        });
    }

    ReplyStream open(int status) {
        begin();
        head(status);
        response.setChunked(true);
        return new ReplyStream(this);
    }

    /** Begins a reply whose headers are given as they are. */
    void openRelayed(int status, @Nullable String words) {
        begin();
        response.setStatusCode(status);
        if (words != null && request.version() != HttpVersion.HTTP_2) {
            response.setStatusMessage(words);
        }
        closeAfter();
    }

    private void begin() {
        if (begun) {
            throw new IllegalStateException("the reply has begun already");
        }
        begun = true;
    }

    private void head(int status) {
        response.setStatusCode(status).putHeader("Date", HttpDate.now());
        closeAfter();
    }

    private void closeAfter() {
        if (closing && request.version() != HttpVersion.HTTP_2) {
            response.putHeader("Connection", "close");
        }
    }

    void write(byte[] piece) {
        write(Buffer.buffer(piece));
    }

    void write(Buffer piece) {
        if (gone || ending) {
            return;
        }
        response.write(piece);
        if (!blocked && response.writeQueueFull()) {
            blocked = true;
            writeDeadline = later(Duration.ofSeconds(config.writeSeconds()), this::abort);
            response.drainHandler(drained -> caughtUp());
        }
    }

    private void caughtUp() {
        blocked = false;
        writeDeadline.run();
        if (whenWritable != null && !gone && !ending) {
            guarded(whenWritable);
        }
    }

    boolean writable() {
        return !blocked;
    }

    void onWritable(Runnable work) {
        whenWritable = work;
    }

    void end() {
        finish(response::end);
    }

    private void finish(Supplier<Future<Void>> last) {
        if (gone || ending) {
            return;
        }
        ending = true;
        writeDeadline.run();
        writeDeadline = later(Duration.ofSeconds(config.writeSeconds()), this::abort);
        last.get().onComplete(sent -> {
            if (closing) {
                cut();
            }
            if (sent.failed()) {
                left();
            }
            finished();
        });
    }

    void abort() {
        if (!over) {
            cut();
            left();
        }
    }

    /** Ends the connection of HTTP/1.1, and of HTTP/2 the stream alone. */
    void cut() {
        if (request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        } else if (!over && !(ending && body.over())) {
            response.reset();
        }
    }

    private void left() {
        if (over || gone) {
            return;
        }
        gone = true;
        body.forget();
        // First, so that whoever hears that it is over finds the work for it given up.
        whenGone.forEach(this::guarded);
        whenGone.clear();
        finished();
    }

    private void finished() {
        if (!over) {
            over = true;
            bodyDeadline.run();
            writeDeadline.run();
            ended.run();
            whenOver.forEach(this::guarded);
            whenOver.clear();
        }
    }
}
