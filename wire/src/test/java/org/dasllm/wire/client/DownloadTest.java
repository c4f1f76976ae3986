package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dasllm.wire.client.Download.Result;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.ReplyStream;
import org.dasllm.wire.http.ServerReply;
import org.dasllm.wire.http.ServerRequest;
import org.dasllm.wire.http.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from a server of one's own. */
@Timeout(120)
final class DownloadTest {
    private static final SettingNames SETTINGS = new SettingNames("hub.address", "hub.certificate_authorities");
    private static final Map<String, String> NO_HEADERS = Map.of();
    private static final byte[] PIECE = new byte[64 << 10];

    @TempDir
    static Path dir;

    private final byte[] file = new byte[3 << 20];
    private final AtomicLong poured = new AtomicLong();
    private final CountDownLatch gone = new CountDownLatch(1);

    DownloadTest() {
        new Random(1).nextBytes(file);
    }

    private void handle(ServerRequest request, ServerReply reply) {
        switch (request.path()) {
            case "/file" -> {
                reply.header("X-Range", request.header("Range").orElse("none"));
                reply.header("X-Encoding", request.header("Accept-Encoding").orElse("none"));
                reply.send(request.header("Range").isPresent() ? 206 : 200, file);
            }
            case "/elsewhere" -> {
                reply.header("Location", "https://cdn.example.org/file?signature=x");
                reply.send(302, new byte[0]);
            }
            case "/missing" -> reply.send(404, "no such file".getBytes(StandardCharsets.UTF_8));
            case "/stalling" -> reply.open(200).write(PIECE);
            default -> {
                reply.onGone(gone::countDown);
                ReplyStream stream = reply.open(200);
                stream.onWritable(() -> pour(stream));
                pour(stream);
            }
        }
    }

    private void pour(ReplyStream stream) {
        while (stream.writable()) {
            stream.write(PIECE);
            poured.addAndGet(PIECE.length);
        }
    }

    private HttpServer server() {
        return HttpServer.start(
                "127.0.0.1",
                0,
                new HttpServerConfig(Optional.empty(), Optional.empty(), 60, 60, 60, 100),
                this::handle);
    }

    private static Download download(double silenceSeconds) {
        return new Download(Optional.empty(), Duration.ofMillis(Math.round(1000 * silenceSeconds)), SETTINGS);
    }

    private static Result get(URI address, ByteArrayOutputStream into) throws IOException, InterruptedException {
        return download(30).get(address, NO_HEADERS, (head, bytes) -> into.write(bytes));
    }

    private static String reason(Result result) {
        return ((Result.Failed) result).failure().reason();
    }

    @Test
    void aFileArrivesAsItIs() throws Exception {
        try (HttpServer server = server()) {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            Result.Whole whole = (Result.Whole) download(30)
                    .get(server.uri().resolve("/file"), Map.of("Range", "bytes=0-"), (head, bytes) -> {
                        assertThat(head.status()).isEqualTo(206);
                        into.write(bytes);
                    });
            assertThat(into.toByteArray()).isEqualTo(file);
            assertThat(whole.head().headers().firstValue("x-range")).contains("bytes=0-");
            assertThat(whole.head().headers().firstValue("X-Encoding")).contains("identity");
        }
    }

    @Test
    void anAuthorityOfOnesOwnIsTrusted() throws Exception {
        TestCertificate certificate = TestCertificate.in(dir);
        HttpServerConfig config = new HttpServerConfig(
                Optional.of(certificate.certificate().toString()),
                Optional.of(certificate.key().toString()),
                60,
                60,
                60,
                100);
        try (HttpServer server = HttpServer.start("127.0.0.1", 0, config, this::handle)) {
            URI address = server.uri().resolve("/file");
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            Result trusted = new Download(Optional.of(certificate.certificate()), Duration.ofSeconds(30), SETTINGS)
                    .get(address, NO_HEADERS, (head, bytes) -> into.write(bytes));
            assertThat(trusted).isInstanceOf(Result.Whole.class);
            assertThat(into.toByteArray()).isEqualTo(file);
            Result distrusted = get(address, new ByteArrayOutputStream());
            assertThat(reason(distrusted)).startsWith("its certificate is not trusted by this Java");
            assertThat(((Result.Failed) distrusted).failure().advice()).endsWith("in hub.certificate_authorities");
        }
    }

    @Test
    void aRedirectIsReportedAndNotFollowed() throws Exception {
        try (HttpServer server = server()) {
            Result.Whole whole = (Result.Whole) get(server.uri().resolve("/elsewhere"), new ByteArrayOutputStream());
            assertThat(whole.head().status()).isEqualTo(302);
            assertThat(whole.head().headers().firstValue("location"))
                    .contains("https://cdn.example.org/file?signature=x");
        }
    }

    @Test
    void aRefusalComesWithItsBody() throws Exception {
        try (HttpServer server = server()) {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            Result.Whole whole = (Result.Whole) get(server.uri().resolve("/missing"), into);
            assertThat(whole.head().status()).isEqualTo(404);
            assertThat(into.toString(StandardCharsets.UTF_8)).isEqualTo("no such file");
        }
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        try (HttpServer server = server()) {
            AtomicLong bytes = new AtomicLong();
            Result result = download(1)
                    .get(server.uri().resolve("/stalling"), NO_HEADERS, (head, piece) -> bytes.addAndGet(piece.length));
            assertThat(reason(result)).isEqualTo("it sent nothing within the time allowed");
            assertThat(bytes).hasValue(PIECE.length);
        }
    }

    @Test
    void aConsumerThatTakesItsTimeIsNoSilenceAndHoldsTheServerBack() throws Exception {
        try (HttpServer server = server()) {
            AtomicLong pieces = new AtomicLong();
            AtomicLong sent = new AtomicLong();
            assertThatThrownBy(() -> download(1).get(server.uri().resolve("/endless"), NO_HEADERS, (head, piece) -> {
                        if (pieces.incrementAndGet() == 2) {
                            pause(2500);
                            sent.set(poured.get());
                        } else if (pieces.get() == 10) {
                            throw new IOException("the disk is full");
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is full");
            // What the operating system's buffers hold, and no more.
            assertThat(sent.get()).isLessThan(64 << 20);
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void halfAFileIsNoFile() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> sendHalf(socket));
            thread.setDaemon(true);
            thread.start();
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            Result result = get(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file"), into);
            assertThat(reason(result)).isEqualTo("the server closed the connection before its answer was complete");
            assertThat(into.toString(StandardCharsets.UTF_8)).isEqualTo("half");
        }
    }

    private static void sendHalf(ServerSocket socket) {
        try (Socket client = socket.accept()) {
            if (client.getInputStream().read(new byte[1 << 16]) > 0) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPortThatNobodyListensOnIsNamed() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Result.Failed failed =
                (Result.Failed) get(URI.create("http://127.0.0.1:" + port + "/"), new ByteArrayOutputStream());
        assertThat(failed.failure().reason()).isEqualTo("the connection was refused");
        assertThat(failed.failure().advice()).isEqualTo("Start it or correct hub.address");
    }
}
