package org.dasllm.wire.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client: HTTP/1.1, and over TLS HTTP/2 where the server knows it. A request under way costs no thread. Connections are kept for a
 * minute. Neither redirects nor encodings are followed or undone; proxies are those of {@link ProxySettings}. Safe for use by several
 * threads.
 */
public final class HttpClient {
    private static final int MOST_HEADER_BYTES = 256 << 10;
    private static final int MOST_CONNECTIONS = 4096;
    /** With HTTP/2; servers mostly allow a hundred requests or more on each. */
    private static final int MOST_SHARED_CONNECTIONS = 16;

    /** What may be under way unread, of a reply and of all on a connection: large enough for a file from another continent. */
    private static final int STREAM_WINDOW_BYTES = 4 << 20;

    private static final int CONNECTION_WINDOW_BYTES = 32 << 20;

    private final Duration connectTimeout;
    private final SSLContext trusted;
    private final Function<URI, Optional<HttpProxy>> proxies;
    private @Nullable Agents agents;

    /** The library's clients, without TLS and with it. */
    private record Agents(HttpClientAgent plain, HttpClientAgent secure) {}

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

    private synchronized Agents agents() {
        Agents there = agents;
        if (there == null) {
            HttpClientOptions overTls = options()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setSslEngineOptions(new ClientTls(trusted))
                    .setSslHandshakeTimeout(connectTimeout.toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            there = new Agents(agent(options()), agent(overTls));
            agents = there;
        }
        return there;
    }

    private static HttpClientAgent agent(HttpClientOptions options) {
        return EventLoops.ofClients()
                .httpClientBuilder()
                .with(options)
                .with(new PoolOptions()
                        .setHttp1MaxSize(MOST_CONNECTIONS)
                        .setHttp2MaxSize(MOST_SHARED_CONNECTIONS)
                        .setEventLoopSize(EventLoops.count()))
                // What breaks a call is reported to its reader; the library would write it to the log too.
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
    }

    private HttpClientOptions options() {
        return new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(MOST_HEADER_BYTES)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setMaxHeaderListSize(MOST_HEADER_BYTES)
                        .setInitialWindowSize(STREAM_WINDOW_BYTES));
    }

    /**
     * Sends a request once.
     *
     * @param reader called for what comes, until the call is cancelled
     */
    public ClientCall send(ClientRequest request, ReplyReader reader) {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setSsl(request.secure())
                .setHost(uri.getHost())
                .setPort(uri.getPort() >= 0 ? uri.getPort() : request.secure() ? 443 : 80)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        request.headers().forEach(options::putHeader);
        proxies.apply(uri).ifPresent(proxy -> options.setProxyOptions(through(proxy)));
        Agents clients = agents();
        ClientCall call = new ClientCall(EventLoops.ofClients(), request, reader);
        call.begin(request.secure() ? clients.secure() : clients.plain(), options);
        return call;
    }

    private ProxyOptions through(HttpProxy proxy) {
        ProxyOptions options = new ProxyOptions()
                .setType(proxy.kind() == HttpProxy.Kind.SOCKS5 ? ProxyType.SOCKS5 : ProxyType.HTTP)
                .setHost(proxy.host())
                .setPort(proxy.port())
                .setConnectTimeout(connectTimeout);
        proxy.login().ifPresent(login -> options.setUsername(login.user()).setPassword(login.password()));
        return options;
    }
}
