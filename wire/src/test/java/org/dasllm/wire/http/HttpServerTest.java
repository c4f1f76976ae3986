package org.dasllm.wire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.dasllm.format.error.DasllmException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of every kind may and may not do. */
final class HttpServerTest {
    private static final int LIMIT = 100_000;
    private static final byte[] PIECE = new byte[16 << 10];

    private final CountDownLatch gone = new CountDownLatch(1);
    /** Of every request that is over: whether its client had gone before. */
    private final BlockingQueue<Boolean> leftEarly = new LinkedBlockingQueue<>();

    private final AtomicLong written = new AtomicLong();
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() {
        server = HttpServer.start("127.0.0.1", 0, config(2, 1000), this::handle);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static HttpServerConfig config(int seconds, int connections) {
        return new HttpServerConfig(Optional.empty(), Optional.empty(), seconds, seconds, seconds, connections);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void handle(ServerRequest request, ServerReply reply) {
        reply.onOver(() -> leftEarly.add(reply.gone()));
        switch (request.path()) {
            case "/echo" ->
                request.body(LIMIT).whenComplete((body, fault) -> {
                    if (fault instanceof HttpRefused refused) {
                        reply.send(refused.status(), refused.reason().getBytes(StandardCharsets.UTF_8));
                    } else {
                        reply.send(200, body);
                    }
                });
            case "/endless" -> {
                reply.onGone(gone::countDown);
                ReplyStream stream = reply.open(200);
                stream.onWritable(() -> pour(stream, reply));
                pour(stream, reply);
            }
            case "/quiet" -> {
                reply.onGone(gone::countDown);
                request.body(LIMIT);
            }
            case "/pieces" -> {
                ReplyStream stream = reply.open(200);
                stream.write("one ".getBytes(StandardCharsets.US_ASCII));
                reply.later(Duration.ofMillis(20), () -> {
                    stream.write("two".getBytes(StandardCharsets.US_ASCII));
                    stream.end();
                });
            }
            case "/torn" -> {
                ReplyStream stream = reply.open(200);
                stream.write("one ".getBytes(StandardCharsets.US_ASCII));
                throw new IllegalStateException("torn");
            }
            case "/fault" -> throw new IllegalStateException("secret");
            default -> reply.send(404, (request.method() + " " + request.path()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void pour(ReplyStream stream, ServerReply reply) {
        while (stream.writable() && !reply.gone()) {
            stream.write(PIECE);
            written.addAndGet(PIECE.length);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri().resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> post(byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/echo").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void answersWholeAndInPieces() throws Exception {
        assertThat(post("hello".getBytes(StandardCharsets.UTF_8)).body())
                .asString()
                .isEqualTo("hello");
        HttpResponse<byte[]> pieces = send(request("/pieces"));
        assertThat(pieces.body()).asString().isEqualTo("one two");
        assertThat(pieces.headers().firstValue("Date")).isPresent();
        HttpResponse<byte[]> unknown = send(request("/a%20b?q=1"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).asString().isEqualTo("GET /a b");
    }

    @Test
    void speaksHttp2WithPriorKnowledgeAndByUpgrade() throws Exception {
        HttpClient two =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = two.send(
                    request("/echo")
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("x");
        }
        try (RawClient raw = new RawClient(server.uri())) {
            // The preface and an empty SETTINGS frame; the server's SETTINGS, of type 4, come first.
            raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            assertThat(raw.until("\4").length()).isEqualTo(4);
        }
    }

    @Test
    void http10GetsAStreamThatEndsWithTheConnection() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("GET /pieces HTTP/1.0\r\nHost: a\r\n\r\n");
            assertThat(raw.rest()).endsWith("\r\n\r\none two").doesNotContain("chunked");
        }
    }

    @Test
    void repliesToHeadWithoutABody() throws Exception {
        HttpResponse<byte[]> head = send(request("/x").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(404);
        assertThat(head.headers().firstValue("Content-Length")).hasValue("7");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aFaultIsStatus500AndKeepsItsReasonToItself() throws Exception {
        HttpResponse<byte[]> fault = send(request("/fault"));
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).asString().doesNotContain("secret");
        assertThatThrownBy(() -> send(request("/torn"))).isInstanceOf(IOException.class);
        assertThat(post(new byte[3]).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesABodyAboveTheBoundAndTheClientSeesWhy() throws Exception {
        assertThat(post(new byte[LIMIT]).statusCode()).isEqualTo(200);
        assertThat(post(new byte[LIMIT + 1]).statusCode()).isEqualTo(413);
        assertThat(post(new byte[20 << 20]).statusCode()).isEqualTo(413);
    }

    @Test
    void undoesGzipWithinTheBound() throws Exception {
        byte[] text = "hello ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        assertThat(post(gzip(text), "Content-Encoding", "gzip").body()).isEqualTo(text);
        assertThat(post(gzip(new byte[50 << 20]), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(413);
        assertThat(post(new byte[9], "Content-Encoding", "unheard-of").statusCode())
                .isEqualTo(415);
    }

    @Test
    void aBodyThatIsNoGzipIsRefused() throws Exception {
        byte[] torn = gzip("hello ".repeat(100).getBytes(StandardCharsets.UTF_8));
        torn[torn.length / 2] ^= 1;
        assertThat(post(torn, "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
        assertThat(post(new byte[8], "Content-Encoding", "GZIP").statusCode()).isEqualTo(400);
        assertThat(post(new byte[0], "Content-Encoding", "gzip").statusCode()).isEqualTo(400);
    }

    @Test
    void aGzipBombIsUndoneNoFurtherThanTheBound() throws Exception {
        // A thousand times what it is sent as.
        byte[] bomb = gzip(new byte[90 << 20]);
        assertThat(bomb.length).isLessThan(LIMIT);
        for (int i = 0; i < 20; i++) {
            assertThat(post(bomb, "Content-Encoding", "gzip").statusCode()).isEqualTo(413);
        }
    }

    @Test
    void sendsLargerRepliesAsGzipWhereTheClientTakesIt() throws Exception {
        byte[] text = "hello ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> response = post(text, "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes())
                .isEqualTo(text);
        assertThat(post(text, "Accept-Encoding", "gzip;q=0").body()).isEqualTo(text);
        assertThat(post(text).body()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Le",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
                "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                "GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHos",
                "PRI * HTTP/2.0\r\n\r\n",
            })
    void endsAConnectionWhoseRequestDoesNotComeThoughItDrips(String half) throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send(half);
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        TimeUnit.MILLISECONDS.sleep(500);
                        raw.send("x");
                    }
                } catch (IOException | InterruptedException e) {
                    // Ended.
                }
            });
            raw.rest();
            assertThat(drip).succeedsWithin(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void saysThatABodyCameTooLate() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
            assertThat(raw.rest()).startsWith("HTTP/1.1 408").contains("within 2 seconds");
        }
    }

    @Test
    void noticesThatAClientHasGoneThoughNothingIsWritten() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("POST /quiet HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            TimeUnit.MILLISECONDS.sleep(100);
            assertThat(gone.getCount()).isEqualTo(1);
        }
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientThatGotAllHasNotGone(HttpClient.Version version) throws Exception {
        HttpClient speaking = HttpClient.newBuilder().version(version).build();
        for (String path : List.of("/x", "/pieces", "/x", "/pieces")) {
            speaking.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(leftEarly.poll(60, TimeUnit.SECONDS)).as(path).isFalse();
        }
    }

    @Test
    void noticesThatAStreamOfHttp2HasBeenCancelled() throws Exception {
        HttpClient two =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        assertThat(two.send(request("/x").build(), HttpResponse.BodyHandlers.ofString())
                        .version())
                .isEqualTo(HttpClient.Version.HTTP_2);
        CompletableFuture<HttpResponse<String>> quiet = two.sendAsync(
                request("/quiet")
                        .POST(HttpRequest.BodyPublishers.ofString("abc"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(gone.getCount()).isEqualTo(1);
        quiet.cancel(true);
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        // The connection, and others' streams with it, stays.
        assertThat(two.send(request("/x").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aClientOfHttp2ThatDoesNotReadIsCutOffAlone() throws Exception {
        HttpClient two =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<java.io.InputStream> endless =
                two.send(request("/endless").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written.get()).isLessThan(32 << 20);
        assertThat(two.send(request("/x").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        endless.body().close();
    }

    @Test
    void aClientThatDoesNotReadTakesNoMemoryAndIsCutOff() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
            // What the operating system holds for both sides, and a little.
            assertThat(written.get()).isLessThan(32 << 20);
        }
    }

    @Test
    void aClientThatReadsIsServedOn() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpResponse<java.io.InputStream> response =
                    client.send(request("/endless").build(), HttpResponse.BodyHandlers.ofInputStream());
            try (java.io.InputStream in = response.body()) {
                assertThat(in.readNBytes(64 << 20)).hasSize(64 << 20);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 3\r\nContent-Length: 4\r\n",
                "Content-Length: 3x\r\n",
                "Content-Length: -3\r\n",
                "Transfer-Encoding: identity, chunked, zip\r\nContent-Length: 3\r\n",
                "Content-Length : 3\r\n",
                "X\0Y: 1\r\nContent-Length: 3\r\n",
            })
    void takesNoRequestThatAProxyCouldReadOtherwise(String headers) throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "\r\nabcGET /second HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(raw.rest())
                    .satisfiesAnyOf(
                            all -> assertThat(all).startsWith("HTTP/1.1 400").doesNotContain("/second"),
                            all -> assertThat(all).isEmpty());
        }
    }

    @Test
    void lengthAndChunksTogetherNeverMakeTwoRequestsOfOne() throws Exception {
        // By its length the body ends after its first line, and another request begins.
        String hidden = "GET /second HTTP/1.1\r\nHost: a\r\n\r\n";
        String chunk = Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n";
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n");
            raw.send("Transfer-Encoding: chunked\r\n\r\n" + chunk);
            assertThat(raw.rest()).doesNotContain("HTTP/1.1 404");
        }
    }

    @Test
    void refusesHeadersWithoutEnd() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("GET /x HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(100_000));
            assertThat(raw.rest()).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void endsWhatIsUnderWayBeforeItStops() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> pieces =
                client.sendAsync(request("/pieces").build(), HttpResponse.BodyHandlers.ofByteArray());
        try (RawClient idle = new RawClient(server.uri())) {
            idle.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").until("GET /x");
            server.drain();
            assertThat(idle.rest()).isEmpty();
        }
        HttpResponse<byte[]> late = send(request("/x"));
        assertThat(late.headers().firstValue("Connection")).hasValue("close");
        server.close(Duration.ofSeconds(60));
        assertThat(pieces.join().body()).asString().isEqualTo("one two");
        assertThatThrownBy(() -> send(request("/x"))).isInstanceOf(IOException.class);
    }

    @Test
    void breaksOffWhatDoesNotEnd() throws Exception {
        try (RawClient raw = new RawClient(server.uri())) {
            raw.send("GET /quiet HTTP/1.1\r\nHost: a\r\n\r\n");
            TimeUnit.MILLISECONDS.sleep(100);
            server.close(Duration.ofMillis(50));
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void letsInNoMoreThanItsNumberOfConnections() throws Exception {
        try (HttpServer small = HttpServer.start("127.0.0.1", 0, config(60, 2), this::handle)) {
            URI uri = small.uri();
            try (RawClient one = new RawClient(uri);
                    RawClient two = new RawClient(uri)) {
                one.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").until("GET /a");
                two.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n").until("GET /b");
                try (RawClient three = new RawClient(uri)) {
                    assertThat(three.rest()).isEmpty();
                }
            }
            CompletableFuture<Boolean> again = CompletableFuture.supplyAsync(() -> {
                while (true) {
                    try (RawClient later = new RawClient(uri)) {
                        later.send("GET /c HTTP/1.1\r\nHost: a\r\n\r\n").until("GET /c");
                        return true;
                    } catch (IOException e) {
                        // Not yet: those that left have not been noticed.
                    }
                }
            });
            assertThat(again).succeedsWithin(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void refusesAPortThatIsTakenAndAHostThatIsNotItsOwn() {
        int taken = server.uri().getPort();
        assertThatThrownBy(() -> HttpServer.start("127.0.0.1", taken, config(1, 10), this::handle))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("Port " + taken);
        assertThatThrownBy(() -> HttpServer.start("192.0.2.1", 0, config(1, 10), this::handle))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("192.0.2.1");
    }
}
