package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies that do their work. */
@Timeout(120)
final class ProxyTest {
    @TempDir
    static Path dir;

    private final ProxySelector before = ProxySelector.getDefault();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void restore() {
        ProxySelector.setDefault(before);
    }

    private static void goThrough(int port) {
        ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private HttpServer server(HttpServerConfig config) {
        return HttpServer.start("127.0.0.1", 0, config, (request, reply) -> {
            asked.add(request.header("Host").orElse("") + " " + request.path());
            reply.send(200, "from afar".getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String get(String address, Optional<Path> authorities) throws IOException, InterruptedException {
        Download download = new Download(authorities, Duration.ofSeconds(30), SettingNames.OF_TEACHER);
        try (InputStream body =
                download.open("GET", URI.create(address), Map.of()).body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The server stands in for the proxy: the host's name is looked up by nobody else. */
    @Test
    void aRequestWithoutTlsIsHandedToTheProxy() throws Exception {
        try (HttpServer proxy = server(new HttpServerConfig(Optional.empty(), Optional.empty(), 60, 60, 60, 10))) {
            goThrough(proxy.uri().getPort());
            assertThat(get("http://models.invalid/a/file", Optional.empty())).isEqualTo("from afar");
            assertThat(asked).containsExactly("models.invalid /a/file");
        }
    }

    @Test
    void aRequestOverTlsGoesThroughATunnel() throws Exception {
        TestCertificate certificate = TestCertificate.in(dir);
        HttpServerConfig config = new HttpServerConfig(
                Optional.of(certificate.certificate().toString()),
                Optional.of(certificate.key().toString()),
                60,
                60,
                60,
                10);
        try (HttpServer server = server(config);
                ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> tunnel(socket, server.uri().getPort()));
            thread.setDaemon(true);
            thread.start();
            goThrough(socket.getLocalPort());
            assertThat(get(server.uri() + "/a/file", Optional.of(certificate.certificate())))
                    .isEqualTo("from afar");
            assertThat(asked)
                    .first()
                    .isEqualTo("CONNECT 127.0.0.1:" + server.uri().getPort() + " HTTP/1.1");
        }
    }

    private void tunnel(ServerSocket socket, int port) {
        try (Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII), 1);
            asked.add(head.readLine());
            while (!head.readLine().isEmpty()) {
                // The rest of the head.
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread back = new Thread(() -> pump(server, client));
            back.setDaemon(true);
            back.start();
            pump(client, server);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // One of the two has gone, which ends the tunnel.
        }
    }
}
