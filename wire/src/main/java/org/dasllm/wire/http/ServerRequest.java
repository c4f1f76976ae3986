package org.dasllm.wire.http;

import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A request whose head has come. */
public final class ServerRequest {
    private final Exchange exchange;

    ServerRequest(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Such as {@code POST}, as it was sent. */
    public String method() {
        return exchange.request().method().name();
    }

    /** The path, decoded, without the query. */
    public String path() {
        return exchange.path();
    }

    /** The part of the address after {@code ?}, as it was sent; empty where there is none. */
    public Optional<String> query() {
        return Optional.ofNullable(exchange.request().query());
    }

    /**
     * The host that the client means to talk to, as its {@code Host} header or HTTP/2's {@code :authority} has it: in lower case, without a port,
     * without a full stop at its end, an IPv6 address in brackets. Empty where the client names none; what cannot be read is given as it was sent.
     */
    public Optional<String> host() {
        HostAndPort authority = exchange.request().authority();
        Optional<String> sent = authority == null ? header("Host") : Optional.of(authority.host());
        return sent.map(host -> host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""));
    }

    /** The first header of a name, whose case does not matter. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.request().getHeader(name));
    }

    /**
     * The body, whole and without its gzip encoding. To be asked for, if at all, before the handler returns; otherwise it is read
     * and thrown away.
     *
     * @param limit the most bytes, of the body as it was sent and of what it is without its encoding
     * @return completed on the connection's thread; fails with {@link HttpRefused}, and never completes if the client goes before
     */
    public CompletionStage<byte[]> body(int limit) {
        return exchange.collect(limit);
    }

    /**
     * Has another server answer: method, path, query, headers (but for those about one connection) and body go to it as they come, and its
     * reply goes to the client in the same way, each side as fast as the other takes it. A client that leaves takes its request with it. To be
     * called before the handler returns, instead of asking for the body and replying.
     */
    public void relay(Upstream upstream, RelayListener listener) {
        exchange.relay(upstream, listener);
    }
}
