package org.dasllm.wire.http;

import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client: HTTP/1.1, and over TLS HTTP/2 where the server knows it. A request under way costs no thread. Connections are kept for a
 * minute. Neither redirects nor encodings are followed or undone; proxies are those of {@link ProxySettings}. Safe for use by several
 * threads.
 */
public final class HttpClient {
    private final Duration connectTimeout;
    private final SSLContext trusted;
    private final Function<URI, Optional<HttpProxy>> proxies;
    private @Nullable ClientAgents agents;

    /**
     * Neither opens connections nor loads the library before the first request.
     *
     * @param connectTimeout how long it may take to connect, and then to agree on TLS
     * @param trusted decides which servers are trusted
     */
    public HttpClient(Duration connectTimeout, SSLContext trusted) {
        this(connectTimeout, trusted, ProxySettings::of);
    }

    HttpClient(Duration connectTimeout, SSLContext trusted, Function<URI, Optional<HttpProxy>> proxies) {
        this.connectTimeout = connectTimeout;
        this.trusted = trusted;
        this.proxies = proxies;
    }

    /** Loads the library on another thread, which takes about half a second: for who is going to send and has something else to do until then. */
    public void prepare() {
        Thread loading = new Thread(this::agents, "http-client-start");
        loading.setDaemon(true);
        loading.start();
    }

    private synchronized ClientAgents agents() {
        ClientAgents there = agents;
        if (there == null) {
            there = new ClientAgents(EventLoops.ofClients(), connectTimeout, trusted, EventLoops.count(), 0);
            agents = there;
        }
        return there;
    }

    /**
     * Sends a request once.
     *
     * @param reader called for what comes, until the call is cancelled
     */
    public ClientCall send(ClientRequest request, ReplyReader reader) {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        ClientAgents clients = agents();
        RequestOptions options = clients.request(
                request.method(),
                uri,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                proxies.apply(uri));
        request.headers().forEach(options::putHeader);
        ClientCall call = new ClientCall(EventLoops.ofClients(), request, reader);
        call.begin(clients.of(uri), options);
        return call;
    }
}
