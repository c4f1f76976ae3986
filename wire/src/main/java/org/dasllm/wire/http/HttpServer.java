package org.dasllm.wire.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.error.DasllmException;

/**
 * An HTTP server: HTTP/1.1 and HTTP/2, the latter by ALPN where there is TLS, and with prior knowledge where there is none. A few
 * threads serve all connections, however many streams are open.
 */
public final class HttpServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int MOST_HEADER_BYTES = 16 << 10;
    private static final long STOP_SECONDS = 5;

    private final Vertx vertx;
    private final String host;
    private final int wantedPort;
    private final HttpServerConfig config;
    private final Connections connections;
    private final BodyBudget budget = new BodyBudget(Runtime.getRuntime().maxMemory() / 4);
    private final HttpHandler handler;
    private int exchanges;
    private int port;

    private HttpServer(
            Vertx vertx,
            String host,
            int wantedPort,
            HttpServerConfig config,
            Connections connections,
            HttpHandler handler) {
        this.vertx = vertx;
        this.host = host;
        this.wantedPort = wantedPort;
        this.config = config;
        this.connections = connections;
        this.handler = handler;
    }

    /**
     * Listens.
     *
     * @param host the address to listen on
     * @param port the port to listen on; 0 for a free one
     * @throws DasllmException if the port is taken, the host is not this machine's, or the files for TLS are none
     */
    public static HttpServer start(String host, int port, HttpServerConfig config, HttpHandler handler) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw DasllmException.usage(
                    "The host '" + host + "' is not known", "Set it to 127.0.0.1, or to an address of this machine");
        }
        Connections connections = new Connections(config);
        Vertx vertx = EventLoops.create(Optional.of(new GuardedTransport(connections)));
        HttpServer server = new HttpServer(vertx, host, port, config, connections, handler);
        try {
            server.listen(address);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(InetSocketAddress address) {
        String own = address.getAddress().getHostAddress();
        // A free port, and the same one for all threads.
        SocketAddress where = wantedPort == 0
                ? SocketAddress.sharedRandomPort(1, own)
                : SocketAddress.inetSocketAddress(wantedPort, own);
        try {
            vertx.deployVerticle(() -> new Listener(where), new DeploymentOptions().setInstances(EventLoops.count()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof BindException) {
                throw DasllmException.input(
                        "Port " + wantedPort + " of " + host + " cannot be listened on: " + cause.getMessage(),
                        "Stop what is using it, or set another port; 0 takes a free one",
                        cause);
            }
            throw DasllmException.input(
                    "The server cannot listen on " + host + ": " + cause.getMessage(),
                    config.tls()
                            ? "Check the certificate and the key, which are PEM files, or the host"
                            : "Set the host to 127.0.0.1, or to an address of this machine",
                    cause);
        }
    }

    /** One thread's share of the connections. */
    private final class Listener extends VerticleBase {
        private final SocketAddress where;

        Listener(SocketAddress where) {
            this.where = where;
        }

        @Override
        public Future<?> start() {
            io.vertx.core.http.HttpServer server = vertx.createHttpServer(options());
            server.requestHandler(HttpServer.this::handle);
            return server.listen(where).onSuccess(bound -> listening(bound.actualPort()));
        }
    }

    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(MOST_HEADER_BYTES / 2)
                .setInitialSettings(new Http2Settings()
                        .setMaxHeaderListSize(MOST_HEADER_BYTES)
                        .setMaxConcurrentStreams(100))
                .setHandle100ContinueAutomatically(true);
        config.tlsCertificate()
                .ifPresent(certificate -> options.setSsl(true)
                        .setUseAlpn(true)
                        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(
                                        HttpServerConfig.readable(certificate).toString())
                                .setKeyPath(HttpServerConfig.readable(
                                                config.tlsKey().orElseThrow())
                                        .toString())));
        return options;
    }

    private synchronized void listening(int actual) {
        port = actual;
    }

    private void handle(HttpServerRequest request) {
        Optional<ConnectionGuard> guard = connections.of(request.remoteAddress());
        guard.ifPresent(one -> one.begin(request.version() == HttpVersion.HTTP_2));
        begun();
        String path;
        try {
            path = new URI(request.uri()).getPath();
        } catch (URISyntaxException e) {
            path = request.uri();
        }
        new Exchange(
                        vertx,
                        request,
                        path == null ? request.uri() : path,
                        config,
                        budget,
                        connections.draining(),
                        () -> {
                            guard.ifPresent(ConnectionGuard::end);
                            ended();
                        })
                .begin(handler);
    }

    private synchronized void begun() {
        exchanges++;
    }

    private synchronized void ended() {
        exchanges--;
        notifyAll();
    }

    /** Where it answers, such as {@code http://127.0.0.1:8080}. */
    public URI uri() {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        String name = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        int listened;
        synchronized (this) {
            listened = port;
        }
        return URI.create((config.tls() ? "https://" : "http://") + (name.contains(":") ? "[" + name + "]" : name) + ":"
                + listened);
    }

    /** Ends connections that are at rest, and from now on every other with the reply that is under way on it. */
    public void drain() {
        connections.drain();
    }

    /**
     * Drains, gives replies under way some time to end, then breaks off the rest. Who comes meanwhile is still answered, so that a
     * handler can say that the server is being stopped.
     */
    public void close(Duration grace) {
        drain();
        long end = System.nanoTime() + grace.toNanos();
        try {
            synchronized (this) {
                for (long left = grace.toMillis(); exchanges > 0 && left > 0; ) {
                    wait(left);
                    left = (end - System.nanoTime()) / 1_000_000;
                }
            }
            vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the server cannot be stopped", e);
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
