package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One slot and one place in the queue, and a device that moves only when it is told to. */
final class PlacesTest {
    private static final String LONG = ", \"temperature\": 0, \"max_tokens\": 4000";
    private static final String SHORT = ", \"temperature\": 0, \"max_tokens\": 2";

    @TempDir
    Path dir;

    private SteppedDevice device = new SteppedDevice(new ReferenceDevice());
    private Tokenizer tokenizer;
    private InferenceServer server;
    private Client client;

    @BeforeEach
    void start() {
        tokenizer = ByteTokenizer.in(dir);
        server = start(10);
        client = new Client(server.uri());
    }

    private InferenceServer start(int stopSeconds) {
        ServeConfig config = new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                1,
                1,
                16,
                Optional.empty(),
                Optional.empty(),
                1 << 20,
                stopSeconds,
                1,
                false,
                LocalServing.PATIENT,
                LocalServing.PLAIN);
        return InferenceServer.start(config, ScriptedModel.repeating(device, "xy"), tokenizer, ChatTemplate.load(dir));
    }

    @AfterEach
    void stop() {
        device.allow(1_000_000);
        server.close();
        tokenizer.close();
    }

    private CompletableFuture<HttpResponse<String>> taken(String more) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first = client.askLater("first", more);
        Client.await("the slot is taken", () -> client.health("active") == 1);
        return first;
    }

    @Test
    void tellsToComeAgainWhenTheQueueIsFull() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first = taken(SHORT);
        CompletableFuture<HttpResponse<String>> second = client.askLater("second", SHORT);
        Client.await("one waits", () -> client.health("queued") == 1);

        HttpResponse<String> third = client.ask("third", SHORT);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(Client.json(third).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");

        device.allow(4);
        for (CompletableFuture<HttpResponse<String>> served : List.of(first, second)) {
            assertThat(Client.json(served.join())
                            .at("/choices/0/message/content")
                            .asText())
                    .isEqualTo("xy");
        }
    }

    @Test
    void givesTheSlotOfAClientThatHasGoneToTheNext() throws Exception {
        try (Socket socket = open(LONG + ", \"stream\": true")) {
            Client.await("the slot is taken", () -> client.health("active") == 1);
            device.allow(2);
            readUntil(socket.getInputStream(), "\"content\":\"y\"");
        }
        CompletableFuture<HttpResponse<String>> next = client.askLater("next", SHORT);
        // One step lets the gone one go, and two answer the next; the first answer would have taken 4,000.
        for (int step = 0; step < 10 && !next.isDone(); step++) {
            TimeUnit.MILLISECONDS.sleep(300);
            device.allow(1);
        }
        Client.await("the next is answered", next::isDone);
        assertThat(next.join().statusCode()).isEqualTo(200);
    }

    @Test
    void noticesThatAClientHasGoneThoughNothingIsGenerated() throws Exception {
        try (Socket waiting = open(LONG)) {
            Client.await("the slot is taken", () -> client.health("active") == 1);
            try (Socket queued = open(LONG + ", \"stream\": true")) {
                Client.await("one waits", () -> client.health("queued") == 1);
                assertThat(queued.isConnected()).isTrue();
            }
            Client.await("the queue is empty again", () -> client.health("queued") == 0);
            assertThat(waiting.isConnected()).isTrue();
        }
        // The step that is under way ends; the answer would have taken 4,000.
        for (int step = 0; step < 10 && client.health("active") == 1; step++) {
            TimeUnit.MILLISECONDS.sleep(300);
            device.allow(1);
        }
        Client.await("the slot is free", () -> client.health("active") == 0);
    }

    @Test
    void keepsAWaitingClientsAnswerReadable() throws Exception {
        CompletableFuture<HttpResponse<String>> first = taken(SHORT);
        TimeUnit.MILLISECONDS.sleep(2500);
        device.allow(2);
        assertThat(first.join().body()).startsWith(" ");
        assertThat(Client.json(first.join()).at("/choices/0/message/content").asText())
                .isEqualTo("xy");
    }

    @Test
    void endsAnswersUnderWayBeforeItStops() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first = taken(SHORT);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        Client.await("new requests are refused", () -> client.get("/ready").statusCode() == 503);
        assertThat(client.get("/health").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = client.ask("too late", SHORT);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(stopping).isNotDone();
        device.allow(2);
        assertThat(Client.json(first.join()).at("/choices/0/message/content").asText())
                .isEqualTo("xy");
        assertThat(stopping).succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void breaksOffWhatTakesTooLongWhenItStops() throws InterruptedException {
        stop();
        device = new SteppedDevice(new ReferenceDevice());
        tokenizer = ByteTokenizer.in(dir);
        server = start(0);
        client = new Client(server.uri());
        CompletableFuture<HttpResponse<String>> first = taken(LONG);
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
        assertThat(first.join().statusCode()).isEqualTo(503);
        device.allow(1);
        assertThat(stopping).succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void reportsAFailedStepAndGoesOn() throws InterruptedException {
        device.fail(1);
        CompletableFuture<HttpResponse<String>> first = taken(SHORT);
        device.allow(2); // the one that fails, and the trial of the device after it
        assertFailed(first.join());
        Client.await("the slot is free again", () -> client.health("active") == 0);
        CompletableFuture<HttpResponse<String>> second = taken(SHORT);
        device.allow(2);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(client.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void takesNothingMoreWhenTheDeviceIsBroken() throws InterruptedException {
        device.fail(2);
        CompletableFuture<HttpResponse<String>> first = taken(SHORT);
        CompletableFuture<HttpResponse<String>> second = client.askLater("second", SHORT);
        Client.await("one waits", () -> client.health("queued") == 1);
        device.allow(2);
        assertFailed(first.join());
        assertFailed(second.join());
        Client.await("the server says so", () -> client.get("/health").statusCode() == 503);
        assertThat(client.get("/ready").statusCode()).isEqualTo(503);
        assertFailed(client.ask("third", SHORT));
    }

    private static void assertFailed(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(500);
        JsonNode error = Client.json(response).path("error");
        assertThat(error.path("type").asText()).isEqualTo("server_error");
        assertThat(error.path("message").asText())
                .containsAnyOf("the device is broken", "The device has failed")
                .doesNotContain("Exception");
    }

    @Test
    void aWaitingStreamHasEmptyChunksAndNoComments() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first =
                taken(SHORT + ", \"stream\": true, \"stream_options\": {\"include_usage\": true}");
        CompletableFuture<HttpResponse<String>> second = client.askLater("second", SHORT + ", \"stream\": true");
        TimeUnit.MILLISECONDS.sleep(2500);
        device.allow(1);
        TimeUnit.MILLISECONDS.sleep(1500);
        device.allow(3);
        for (CompletableFuture<HttpResponse<String>> stream : List.of(first, second)) {
            String body = stream.join().body();
            assertThat(body.lines().filter(line -> !line.isEmpty())).allMatch(line -> line.startsWith("data: "));
            List<JsonNode> chunks = Client.chunks(body);
            assertThat(chunks.get(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
            assertThat(chunks.stream().filter(PlacesTest::saysNothing).count()).isGreaterThanOrEqualTo(2);
            assertThat(Client.streamed(chunks)).isEqualTo("xy");
            assertThat(chunks).allSatisfy(chunk -> {
                assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
                assertThat(chunk.path("id")).isEqualTo(chunks.get(0).path("id"));
                assertThat(chunk.path("created")).isEqualTo(chunks.get(0).path("created"));
                assertThat(chunk.has("usage")).isEqualTo(stream == first);
            });
        }
        List<JsonNode> chunks = Client.chunks(first.join().body());
        int x = indexOf(chunks, "x");
        assertThat(chunks.subList(x + 1, indexOf(chunks, "y"))).isNotEmpty().allMatch(PlacesTest::saysNothing);
        assertThat(chunks.get(chunks.size() - 1).at("/usage/completion_tokens").asInt())
                .isEqualTo(2);
    }

    private static boolean saysNothing(JsonNode chunk) {
        return chunk.path("choices").size() == 1
                && chunk.at("/choices/0/index").asInt(-1) == 0
                && chunk.at("/choices/0/delta").isObject()
                && chunk.at("/choices/0/delta").isEmpty()
                && chunk.at("/choices/0").has("finish_reason")
                && chunk.at("/choices/0/finish_reason").isNull();
    }

    private static int indexOf(List<JsonNode> chunks, String text) {
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.get(i).at("/choices/0/delta/content").asText("").equals(text)) {
                return i;
            }
        }
        throw new AssertionError("no chunk says " + text);
    }

    @Test
    void aFaultInTheMiddleOfAStreamIsAnErrorObjectAndNoEnd() throws InterruptedException {
        CompletableFuture<HttpResponse<String>> first = taken(LONG + ", \"stream\": true");
        device.allow(3);
        Client.await("some of it is computed", () -> device.idle());
        device.fail(1);
        device.allow(2);
        String body = first.join().body();
        assertThat(body).contains("\"content\":\"x\"").doesNotContain("[DONE]");
        String last = body.strip().substring(body.strip().lastIndexOf("data: ") + "data: ".length());
        JsonNode error = Json.parse(last, JsonNode.class, "the last event").path("error");
        assertThat(error.path("message").asText()).contains("the device is broken");
        assertThat(error.path("type").asText()).isEqualTo("server_error");
    }

    private Socket open(String more) throws IOException {
        byte[] body = Client.chat("hello", more).getBytes(StandardCharsets.UTF_8);
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return socket;
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the stream ended: " + seen);
            }
            seen.append((char) next);
        }
    }
}
