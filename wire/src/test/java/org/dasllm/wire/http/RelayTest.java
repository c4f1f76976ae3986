package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.wire.http.RelayListener.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes through a relay, seen by plain sockets on both of its sides. */
@Timeout(60)
final class RelayTest {
    private static final HttpServerConfig LIMITS =
            ConfigBinder.bind(ConfigSource.json("{}", "a test"), HttpServerConfig.class);

    private final Seen seen = new Seen();

    /** Answers one connection after another with a script. */
    private interface Script {
        void answer(Socket client) throws IOException, InterruptedException;
    }

    private static final class Server implements AutoCloseable {
        private final ServerSocket socket;

        Server(Script script) throws IOException {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread serving = new Thread(
                    () -> {
                        while (!socket.isClosed()) {
                            try (Socket client = socket.accept()) {
                                script.answer(client);
                            } catch (IOException | InterruptedException end) {
                                // The test looks at what came of it.
                            }
                        }
                    },
                    "upstream");
            serving.setDaemon(true);
            serving.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Keeps what a relay tells. */
    private static class Seen implements RelayListener {
        final ByteArrayOutputStream asked = new ByteArrayOutputStream();
        final ByteArrayOutputStream answered = new ByteArrayOutputStream();
        final BlockingQueue<Ending> endings = new ArrayBlockingQueue<>(100);
        volatile boolean keeps;
        volatile CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);

        @Override
        public boolean wantsBytes() {
            return true;
        }

        @Override
        public void asked(byte[] piece) {
            asked.writeBytes(piece);
        }

        @Override
        public Map<String, String> head(ReplyHead head) {
            return Map.of("x-added", "yes");
        }

        @Override
        public boolean answered(byte[] piece) {
            answered.writeBytes(piece);
            return keeps;
        }

        @Override
        public CompletionStage<Void> whole() {
            return recorded;
        }

        @Override
        public void unreached(CallFailure failure, ServerReply reply) {
            reply.send(502, failure.kind().name().getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void ended(Ending ending) {
            endings.add(ending);
        }
    }

    private HttpServer relayTo(URI server, Optional<Duration> silence) throws Exception {
        Upstream upstream = new Upstream(
                server, Duration.ofSeconds(2), SSLContext.getDefault(), Optional.of(Duration.ofSeconds(30)), silence);
        return HttpServer.start("127.0.0.1", 0, LIMITS, (request, reply) -> request.relay(upstream, seen));
    }

    private static Socket connect(HttpServer relay) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), relay.uri().getPort());
        client.setSoTimeout(20_000);
        return client;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void methodPathQueryHeadersAndBodiesAreThoseThatWereSent() throws Exception {
        byte[] request = new byte[300_000];
        byte[] reply = new byte[500_000];
        new Random(1).nextBytes(request);
        new Random(2).nextBytes(reply);
        BlockingQueue<String> heads = new ArrayBlockingQueue<>(1);
        BlockingQueue<byte[]> bodies = new ArrayBlockingQueue<>(1);
        try (Server server = new Server(client -> {
                    heads.add(head(client.getInputStream()));
                    bodies.add(client.getInputStream().readNBytes(request.length));
                    write(
                            client,
                            lines(
                                    "HTTP/1.1 201 Very Created",
                                    "Content-Type: application/x-odd",
                                    "X-Twice: a",
                                    "X-Twice: b",
                                    "Content-Encoding: gzip",
                                    "Connection: close, X-Hop",
                                    "X-Hop: mine",
                                    "Transfer-Encoding: chunked"));
                    Random pieces = new Random(3);
                    for (int sent = 0; sent < reply.length; ) {
                        int count = Math.min(reply.length - sent, 1 + pieces.nextInt(20_000));
                        write(client, Integer.toHexString(count) + "\r\n");
                        client.getOutputStream().write(reply, sent, count);
                        write(client, "\r\n");
                        sent += count;
                    }
                    write(client, "0\r\n\r\n");
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty());
                Socket client = connect(relay)) {
            write(
                    client,
                    lines(
                            "PATCH /a%20b/../c?q=%2F&r=1+2 HTTP/1.1",
                            "Host: product.example",
                            "X-MiXed: Käse",
                            "X-Two: 1",
                            "X-Two: 2",
                            "Authorization: Bearer key",
                            "Content-Encoding: zstd",
                            "TE: trailers",
                            "Connection: keep-alive, X-Mine",
                            "X-Mine: 1",
                            "Content-Length: " + request.length));
            client.getOutputStream().write(request);
            String asked = heads.take();
            assertThat(asked).startsWith("PATCH /a%20b/../c?q=%2F&r=1+2 HTTP/1.1\r\n");
            assertThat(asked)
                    .contains(
                            "\r\nX-MiXed: Käse\r\nX-Two: 1\r\nX-Two: 2\r\nAuthorization: Bearer key\r\nContent-Encoding: zstd\r\n",
                            "\r\nContent-Length: " + request.length + "\r\n")
                    .containsIgnoringCase("host: 127.0.0.1:" + server.uri().getPort())
                    .doesNotContain("X-Mine", "TE:", "product.example");
            assertThat(bodies.take()).isEqualTo(request);
            String answered = head(client.getInputStream());
            assertThat(answered)
                    .startsWith("HTTP/1.1 201 Very Created\r\n")
                    .contains(
                            "Content-Type: application/x-odd\r\nX-Twice: a\r\nX-Twice: b\r\nContent-Encoding: gzip\r\n")
                    .contains("x-added: yes")
                    .doesNotContain("X-Hop", "Date:");
            assertThat(unchunked(client.getInputStream())).isEqualTo(reply);
            assertThat(seen.endings.take()).isEqualTo(Ending.WHOLE);
            assertThat(seen.asked.toByteArray()).isEqualTo(request);
            assertThat(seen.answered.toByteArray()).isEqualTo(reply);
        }
    }

    @Test
    void aLengthThatIsCalledAMatterOfTheConnectionStaysWithItsBody() throws Exception {
        BlockingQueue<String> bodies = new ArrayBlockingQueue<>(1);
        try (Server server = new Server(client -> {
                    String head = head(client.getInputStream());
                    assertThat(head).containsIgnoringCase("content-length: 5");
                    bodies.add(new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
                    write(client, lines("HTTP/1.1 200 OK", "Connection: content-length", "Content-Length: 2") + "ok");
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty());
                Socket client = connect(relay)) {
            write(
                    client,
                    lines("POST / HTTP/1.1", "Host: a", "Connection: content-length", "Content-Length: 5") + "hello");
            assertThat(bodies.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
            assertThat(head(client.getInputStream())).containsIgnoringCase("content-length: 2");
            assertThat(new String(client.getInputStream().readNBytes(2), StandardCharsets.US_ASCII))
                    .isEqualTo("ok");
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static byte[] unchunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                assertThat(next).as("the stream goes on").isNotNegative();
                size.append((char) next);
            }
            int count = Integer.parseInt(size.toString().trim(), 16);
            body.write(in.readNBytes(count));
            in.readNBytes(2);
            if (count == 0) {
                return body.toByteArray();
            }
        }
    }

    @Test
    void aClientThatLeavesTakesItsRequestWithIt() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Server server = new Server(client -> {
                    head(client.getInputStream());
                    write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
                    if (client.getInputStream().read() < 0) {
                        closed.countDown();
                    }
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty())) {
            try (Socket client = connect(relay)) {
                write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                head(client.getInputStream());
                client.getInputStream().readNBytes(5);
            }
            assertThat(closed.await(2, TimeUnit.SECONDS))
                    .as("the server's request was ended")
                    .isTrue();
            assertThat(seen.endings.take()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsTheServerBack() throws Exception {
        AtomicLong sent = new AtomicLong();
        long all = 256L << 20;
        CountDownLatch done = new CountDownLatch(1);
        try (Server server = new Server(client -> {
                    head(client.getInputStream());
                    write(client, "HTTP/1.1 200 OK\r\nContent-Length: " + all + "\r\n\r\n");
                    byte[] piece = new byte[1 << 20];
                    while (sent.get() < all) {
                        client.getOutputStream().write(piece);
                        sent.addAndGet(piece.length);
                    }
                    done.countDown();
                });
                HttpServer relay = relayToWithoutBytes(server.uri());
                Socket client = connect(relay)) {
            write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            head(client.getInputStream());
            Thread.sleep(1500);
            assertThat(sent.get()).as("what lies in buffers of the machine").isLessThan(64L << 20);
            long read = 0;
            byte[] buffer = new byte[1 << 20];
            while (read < all) {
                int count = client.getInputStream().read(buffer);
                assertThat(count).isPositive();
                read += count;
            }
            assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private HttpServer relayToWithoutBytes(URI server) throws Exception {
        Upstream upstream = new Upstream(
                server, Duration.ofSeconds(2), SSLContext.getDefault(), Optional.empty(), Optional.empty());
        RelayListener none = new Seen() {
            @Override
            public boolean wantsBytes() {
                return false;
            }
        };
        return HttpServer.start("127.0.0.1", 0, LIMITS, (request, reply) -> request.relay(upstream, none));
    }

    @Test
    void theEndIsKeptBackUntilItMayGo() throws Exception {
        seen.keeps = true;
        seen.recorded = new CompletableFuture<>();
        try (Server server = new Server(client -> {
                    head(client.getInputStream());
                    write(client, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd");
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty());
                Socket client = connect(relay)) {
            write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.setSoTimeout(500);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            seen.recorded.complete(null);
            client.setSoTimeout(5000);
            head(client.getInputStream());
            assertThat(new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("abcd");
        }
    }

    @Test
    void aServerThatIsNotThereOrSilentIsSaidByTheListener() throws Exception {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (HttpServer relay = relayTo(nobody, Optional.empty());
                Socket client = connect(relay)) {
            write(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            assertThat(head(client.getInputStream())).startsWith("HTTP/1.1 502");
            assertThat(seen.endings.take()).isEqualTo(Ending.UNREACHED);
        }
        try (Server server = new Server(client -> {
                    head(client.getInputStream());
                    Thread.sleep(3000);
                });
                HttpServer relay = relayTo(server.uri(), Optional.of(Duration.ofMillis(300)));
                Socket client = connect(relay)) {
            write(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            String answer = head(client.getInputStream());
            assertThat(answer).startsWith("HTTP/1.1 502");
            int length = Integer.parseInt(Arrays.stream(answer.split("\r\n", -1))
                    .filter(line -> line.startsWith("Content-Length: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(16));
            assertThat(new String(client.getInputStream().readNBytes(length), StandardCharsets.US_ASCII))
                    .isEqualTo("TIMED_OUT");
        }
    }

    @Test
    void aReplyThatBreaksOffBreaksOffForTheClientToo() throws Exception {
        try (Server server = new Server(client -> {
                    head(client.getInputStream());
                    write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty());
                Socket client = connect(relay)) {
            write(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            head(client.getInputStream());
            byte[] rest = client.getInputStream().readAllBytes();
            assertThat(new String(rest, StandardCharsets.US_ASCII)).isEqualTo("2\r\nab\r\n");
            assertThat(seen.endings.take()).isEqualTo(Ending.BROKEN_OFF);
        }
    }

    @Test
    void aConnectionIsUsedForManyExchanges() throws Exception {
        try (Server server = new Server(client -> {
                    for (int i = 0; i < 3; i++) {
                        String asked = head(client.getInputStream());
                        boolean head = asked.startsWith("HEAD");
                        write(
                                client,
                                head
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
                                        : i == 1
                                                ? "HTTP/1.1 204 No Content\r\n\r\n"
                                                : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + i);
                    }
                });
                HttpServer relay = relayTo(server.uri(), Optional.empty());
                Socket client = connect(relay)) {
            for (String method : List.of("HEAD", "GET", "GET")) {
                write(client, method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
                String head = head(client.getInputStream());
                if (head.contains("204")) {
                    assertThat(head).doesNotContain("chunked");
                } else {
                    assertThat(head).contains(method.equals("HEAD") ? "Content-Length: 7" : "Content-Length: 1");
                }
                if (method.equals("GET") && head.startsWith("HTTP/1.1 200")) {
                    assertThat(client.getInputStream().read()).isEqualTo('2');
                }
            }
        }
    }
}
