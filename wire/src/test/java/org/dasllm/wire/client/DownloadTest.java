package org.dasllm.wire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dasllm.wire.chat.ChatReply;
import org.dasllm.wire.http.HttpServer;
import org.dasllm.wire.http.HttpServerConfig;
import org.dasllm.wire.http.ReplyHead;
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

    /** Reads all of it, as far as it comes. */
    private static ReplyHead get(URI address, ByteArrayOutputStream into) throws IOException, InterruptedException {
        Download.Reply reply = download(30).open("GET", address, NO_HEADERS);
        try (InputStream body = reply.body()) {
            body.transferTo(into);
        }
        return reply.head();
    }

    private static ChatReply.Failed failure(ThrowingCallable asking) {
        return catchThrowableOfType(ConnectionLost.class, asking).failure();
    }

    @Test
    void aFileArrivesAsItIs() throws Exception {
        try (HttpServer server = server()) {
            Download.Reply reply = download(30).open("GET", server.uri().resolve("/file"), Map.of("Range", "bytes=0-"));
            try (InputStream body = reply.body()) {
                assertThat(body.readAllBytes()).isEqualTo(file);
            }
            assertThat(reply.head().status()).isEqualTo(206);
            assertThat(reply.head().headers().firstValue("x-range")).contains("bytes=0-");
            assertThat(reply.head().headers().firstValue("X-Encoding")).contains("identity");
        }
    }

    @Test
    void aHeadHasNoBody() throws Exception {
        try (HttpServer server = server()) {
            Download.Reply reply = download(30).open("HEAD", server.uri().resolve("/file"), NO_HEADERS);
            try (InputStream body = reply.body()) {
                assertThat(body.readAllBytes()).isEmpty();
            }
            assertThat(reply.head().status()).isEqualTo(200);
            assertThat(reply.head().headers().firstValue("content-length")).contains("" + file.length);
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
            Download trusting = new Download(Optional.of(certificate.certificate()), Duration.ofSeconds(30), SETTINGS);
            try (InputStream body = trusting.open("GET", address, NO_HEADERS).body()) {
                assertThat(body.readAllBytes()).isEqualTo(file);
            }
            ChatReply.Failed distrusted = failure(() -> get(address, new ByteArrayOutputStream()));
            assertThat(distrusted.reason()).startsWith("its certificate is not trusted by this Java");
            assertThat(distrusted.advice()).endsWith("in hub.certificate_authorities");
        }
    }

    @Test
    void aRedirectIsReportedAndNotFollowed() throws Exception {
        try (HttpServer server = server()) {
            ReplyHead head = get(server.uri().resolve("/elsewhere"), new ByteArrayOutputStream());
            assertThat(head.status()).isEqualTo(302);
            assertThat(head.headers().firstValue("location")).contains("https://cdn.example.org/file?signature=x");
        }
    }

    @Test
    void aRefusalComesWithItsBody() throws Exception {
        try (HttpServer server = server()) {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            assertThat(get(server.uri().resolve("/missing"), into).status()).isEqualTo(404);
            assertThat(into.toString(StandardCharsets.UTF_8)).isEqualTo("no such file");
        }
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        try (HttpServer server = server()) {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            Download.Reply reply = download(1).open("GET", server.uri().resolve("/stalling"), NO_HEADERS);
            try (InputStream body = reply.body()) {
                assertThat(failure(() -> body.transferTo(into)).reason())
                        .isEqualTo("it sent nothing within the time allowed");
            }
            assertThat(into.size()).isEqualTo(PIECE.length);
        }
    }

    @Test
    void aReaderThatTakesItsTimeIsNoSilenceAndHoldsTheServerBack() throws Exception {
        try (HttpServer server = server()) {
            Download.Reply reply = download(1).open("GET", server.uri().resolve("/endless"), NO_HEADERS);
            try (InputStream body = reply.body()) {
                assertThat(body.readNBytes(PIECE.length)).hasSize(PIECE.length);
                Thread.sleep(2500);
                // What the operating system's buffers hold, and no more.
                assertThat(poured.get()).isLessThan(64 << 20);
                assertThat(body.readNBytes(PIECE.length)).hasSize(PIECE.length);
            }
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void halfAFileIsNoFile() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> sendHalf(socket));
            thread.setDaemon(true);
            thread.start();
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file");
            assertThat(failure(() -> get(address, into)).reason())
                    .isEqualTo("the server closed the connection before its answer was complete");
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
        ChatReply.Failed failed =
                failure(() -> get(URI.create("http://127.0.0.1:" + port + "/"), new ByteArrayOutputStream()));
        assertThat(failed.reason()).isEqualTo("the connection was refused");
        assertThat(failed.advice()).isEqualTo("Start it or correct hub.address");
    }
}
