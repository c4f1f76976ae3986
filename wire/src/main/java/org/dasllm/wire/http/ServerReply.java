package org.dasllm.wire.http;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * The answer to a request: whole, or a stream. All of it is to be used on the connection's thread, where {@link HttpHandler} is called;
 * {@link #execute} leads there. Once the client has gone nothing more is sent, and nothing fails for it.
 */
public final class ServerReply {
    private final Exchange exchange;

    ServerReply(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Does something on the connection's thread, in the order of the calls; may be called on any thread, and does not wait. */
    public void execute(Runnable work) {
        exchange.execute(work);
    }

    /**
     * Does something later on the connection's thread.
     *
     * @return calls it off
     */
    public Runnable later(Duration delay, Runnable work) {
        return exchange.later(delay, work);
    }

    /** Whether the client has gone, or was cut off. */
    public boolean gone() {
        return exchange.gone();
    }

    /** What to do when the client goes before the reply has ended; once, and at once if it has gone already. */
    public void onGone(Runnable work) {
        exchange.onGone(work);
    }

    /**
     * What to do when nothing more will come of this reply, because all of it has been sent, or because the client has gone, which
     * {@link #gone} then says; once, and at once if it is over already.
     */
    public void onOver(Runnable work) {
        exchange.onOver(work);
    }

    /** The status that was given; empty while none was. */
    public OptionalInt status() {
        return exchange.begun() ? OptionalInt.of(exchange.response().getStatusCode()) : OptionalInt.empty();
    }

    /** Sets a header, before the reply begins. */
    public void header(String name, String value) {
        exchange.response().putHeader(name, value);
    }

    /** Whether the status has been given, so that no other can be. */
    public boolean begun() {
        return exchange.begun();
    }

    /**
     * Replies at once with all there is. Larger bodies go compressed where the client takes that; to HEAD there goes no body.
     * The request's body is waited for first, since some clients read nothing before they have sent it.
     */
    public void send(int status, byte[] body) {
        exchange.send(status, body);
    }

    /** Begins a reply whose length is not known. */
    public ReplyStream open(int status) {
        return exchange.open(status);
    }
}
