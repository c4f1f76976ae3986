package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.wire.http.HttpServerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many streams and many requests that never come whole, and those who ask meanwhile. */
final class CrowdTest {
    private static final int STREAMS = 200;
    private static final int HALVES = 100;
    private static final int CLIENTS = 16;
    private static final int QUESTIONS = 5;
    private static final String GREEDY = ", \"temperature\": 0";

    @TempDir
    Path dir;

    @Test
    void isServedWhileStreamsAreOpenAndRequestsStayHalf() throws Exception {
        HttpServerConfig http = new HttpServerConfig(Optional.empty(), Optional.empty(), 2, 2, 600, 4096);
        SteppedDevice device = new SteppedDevice(new ReferenceDevice());
        ServeConfig config = new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                STREAMS + CLIENTS,
                STREAMS,
                16,
                Optional.of(48),
                Optional.empty(),
                1 << 20,
                600,
                600,
                false,
                http,
                LocalServing.PLAIN);
        try (Tokenizer tokenizer = ByteTokenizer.in(dir);
                InferenceServer server = InferenceServer.start(
                        config, ScriptedModel.repeating(device, "xy"), tokenizer, ChatTemplate.load(dir))) {
            Client client = new Client(server.uri());
            List<CompletableFuture<HttpResponse<String>>> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(client.askLater("stream", GREEDY + ", \"max_tokens\": 20, \"stream\": true"));
            }
            Client.await("all streams are there", () -> client.health("active") + client.health("queued") == STREAMS);
            List<Socket> halves = new ArrayList<>();
            for (int i = 0; i < HALVES; i++) {
                halves.add(half(server, i));
            }
            assertThat(threads()).isLessThan(40);

            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> pump = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    device.allow(1);
                    pause(20);
                }
            });
            List<CompletableFuture<List<String>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.supplyAsync(() -> answers(client)));
            }
            for (CompletableFuture<List<String>> answers : clients) {
                assertThat(answers.join()).hasSize(QUESTIONS).containsOnly("xy");
            }
            for (Socket half : halves) {
                assertThat(endsByItself(half)).isTrue();
            }
            for (CompletableFuture<HttpResponse<String>> stream : streams) {
                assertThat(Client.streamed(Client.chunks(stream.join().body()))).isEqualTo("xy".repeat(10));
            }
            over.set(true);
            pump.join();
            device.allow(1_000_000);
        }
    }

    private static List<String> answers(Client client) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            answers.add(client.text("question", GREEDY + ", \"max_tokens\": 2"));
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
        }
        return answers;
    }

    /** Half a head, or half a body. */
    private static Socket half(InferenceServer server, int number) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
        String rest = "Content-Length: 100\r\n\r\n{\"model\":";
        socket.getOutputStream().write((number % 2 == 0 ? head : head + rest).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static boolean endsByItself(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(60_000);
            String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return said.isEmpty() || said.startsWith("HTTP/1.1 408");
        }
    }

    /** The server's own. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("dasllm-") || name.startsWith("vert.x-"))
                .count();
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
