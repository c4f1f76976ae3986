package org.dasllm.wire.http;

import io.vertx.core.Vertx;
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
import javax.net.ssl.SSLContext;

/** The library's clients with our limits: one without TLS and one with it, which speaks HTTP/2 where the server knows it. */
final class ClientAgents {
    private static final int MOST_HEADER_BYTES = 256 << 10;
    private static final int MOST_CONNECTIONS = 4096;
    /** With HTTP/2; servers mostly allow a hundred requests or more on each. */
    private static final int MOST_SHARED_CONNECTIONS = 16;

    /** What may be under way unread, of a reply and of all on a connection: large enough for a file from another continent. */
    private static final int STREAM_WINDOW_BYTES = 4 << 20;

    private static final int CONNECTION_WINDOW_BYTES = 32 << 20;

    private final Duration connectTimeout;
    private final HttpClientAgent plain;
    private final HttpClientAgent secure;

    /**
     * Clients on threads of {@code vertx}.
     *
     * @param threads on how many of them connections are spread; 0 for the thread that asks
     * @param windowBytes how much of a reply may be under way unread with HTTP/2; 0 for what suits large files
     */
    ClientAgents(Vertx vertx, Duration connectTimeout, SSLContext trusted, int threads, int windowBytes) {
        this.connectTimeout = connectTimeout;
        HttpClientOptions overTls = options(windowBytes)
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setSslEngineOptions(new ClientTls(trusted))
                .setSslHandshakeTimeout(connectTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        this.plain = agent(vertx, options(windowBytes), threads);
        this.secure = agent(vertx, overTls, threads);
    }

    private static HttpClientAgent agent(Vertx vertx, HttpClientOptions options, int threads) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS).setHttp2MaxSize(MOST_SHARED_CONNECTIONS);
        return vertx.httpClientBuilder()
                .with(options)
                .with(threads > 0 ? pool.setEventLoopSize(threads) : pool)
                // What breaks a call is reported to its reader; the library would write it to the log too.
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
    }

    private HttpClientOptions options(int windowBytes) {
        return new HttpClientOptions()
                .setConnectTimeout((int) connectTimeout.toMillis())
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(MOST_HEADER_BYTES)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setMaxHeaderListSize(MOST_HEADER_BYTES)
                        .setInitialWindowSize(windowBytes > 0 ? windowBytes : STREAM_WINDOW_BYTES));
    }

    HttpClientAgent of(URI uri) {
        return secure(uri) ? secure : plain;
    }

    /** Where a request goes, without its headers. */
    RequestOptions request(String method, URI server, String target, Optional<HttpProxy> proxy) {
        boolean tls = secure(server);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setSsl(tls)
                .setHost(server.getHost())
                .setPort(server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80)
                .setURI(target);
        proxy.ifPresent(each -> options.setProxyOptions(through(each)));
        return options;
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

    private static boolean secure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }
}
