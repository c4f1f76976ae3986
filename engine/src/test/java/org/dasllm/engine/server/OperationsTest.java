package org.dasllm.engine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.dasllm.format.io.Json;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with keys, an access log and metrics, two slots, no queue, and a device that moves only when it may. */
final class OperationsTest {
    private static final String GREEDY = ", \"temperature\": 0";
    private static final String SHORT = GREEDY + ", \"max_tokens\": 2";
    private static final String LONG = GREEDY + ", \"max_tokens\": 4000";

    @TempDir
    Path dir;

    private final SteppedDevice device = new SteppedDevice(new ReferenceDevice());
    private Tokenizer tokenizer;
    private InferenceServer server;
    private Client client;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        tokenizer = ByteTokenizer.in(dir);
        log = dir.resolve("access.jsonl");
        Path keys = dir.resolve("keys.json");
        Files.writeString(
                keys,
                "{\"keys\": ["
                        + "{\"name\": \"shop\", \"sha256\": \"" + digest("shop-key") + "\", \"requests_per_minute\": 3},"
                        + "{\"name\": \"other\", \"sha256\": \"" + digest("other-key") + "\", \"models\": [\"large\"]},"
                        + "{\"name\": \"few\", \"sha256\": \"" + digest("few-key") + "\", \"tokens_per_minute\": 5},"
                        + "{\"name\": \"watch\", \"sha256\": \"" + digest("watch-key") + "\", \"metrics\": true}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        ServeConfig config = new ServeConfig(
                "127.0.0.1",
                0,
                "tiny",
                2,
                0,
                16,
                Optional.empty(),
                Optional.empty(),
                1 << 20,
                10,
                600,
                LocalServing.PATIENT,
                new OperationsConfig(Optional.of(keys), Optional.of(log), 60, true, true));
        server = InferenceServer.start(
                config, ScriptedModel.repeating(device, "xy"), tokenizer, ChatTemplate.load(dir), Map.of());
        client = new Client(server.uri());
    }

    @AfterEach
    void stop() {
        device.allow(1_000_000);
        server.close();
        tokenizer.close();
    }

    private static String digest(String key) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder chat(String key, String more) {
        return client.request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(Client.chat("a very private question", more)));
    }

    private String metrics() {
        HttpResponse<String> response = client.send(
                client.request("/metrics").header("x-api-key", "watch-key").build());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type)
                .startsWith("text/plain")
                .contains("version=0.0.4"));
        return response.body();
    }

    private double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    /** The lines of the log about chats, once there are so many. */
    private List<JsonNode> lines(int number) throws Exception {
        Client.await("lines in the log", () -> chats().size() >= number);
        return chats();
    }

    private List<JsonNode> chats() {
        try {
            return Files.readAllLines(log).stream()
                    .map(line -> Json.parse(line, JsonNode.class, "the log"))
                    .filter(line -> line.path("path").asText().equals("/v1/chat/completions"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAnswerIsInTheLogAndTheMetricsWithoutItsContent() throws Exception {
        device.allow(10);
        HttpResponse<String> answer = client.send(
                chat("shop-key", SHORT).header("X-Request-Id", "trace-7").build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-request-id")).hasValue("trace-7");
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).hasValue("3");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests")).hasValue("2");
        int prompt = Client.json(answer).at("/usage/prompt_tokens").asInt();

        JsonNode line = lines(1).get(0);
        assertThat(line.path("request_id").asText()).isEqualTo("trace-7");
        assertThat(line.path("key").asText()).isEqualTo("shop");
        assertThat(line.path("model").asText()).isEqualTo("tiny");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(prompt);
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(2);
        assertThat(line.path("finish_reason").asText()).isEqualTo("length");
        assertThat(line.path("cancelled").asBoolean()).isFalse();
        assertThat(line.path("queue_seconds").asDouble())
                .isLessThanOrEqualTo(line.path("first_token_seconds").asDouble());
        assertThat(line.path("first_token_seconds").asDouble())
                .isLessThanOrEqualTo(line.path("seconds").asDouble());
        assertThat(Files.readString(log)).doesNotContain("private", "shop-key", digest("shop-key"));

        assertThat(metric("dasllm_prompt_tokens_total")).isEqualTo(prompt);
        assertThat(metric("dasllm_generation_tokens_total")).isEqualTo(2);
        assertThat(metric("dasllm_request_success_total{finished_reason=\"length\"}")).isEqualTo(1);
        assertThat(metric("dasllm_time_to_first_token_seconds_count")).isEqualTo(1);
        assertThat(metric("dasllm_request_time_per_output_token_seconds_count")).isEqualTo(1);
        assertThat(metric("dasllm_prefix_cache_queries_total")).isEqualTo(prompt);
        assertThat(metric("dasllm_prefix_cache_hits_total")).isZero();
        assertThat(metrics()).doesNotContain("private", "shop-key");

        device.allow(10);
        client.send(chat("shop-key", SHORT).build());
        assertThat(lines(2).get(1).path("cached_tokens").asInt()).isEqualTo(prompt - 1);
        assertThat(metric("dasllm_prefix_cache_hits_total")).isEqualTo(prompt - 1);
    }

    @Test
    void keysAreAskedForAndKeptToTheirLimits() throws Exception {
        HttpResponse<String> none = client.ask("x", SHORT);
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        HttpResponse<String> forbidden = client.send(chat("other-key", SHORT).build());
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(Client.json(forbidden).at("/error/code").asText()).isEqualTo("model_not_found");
        device.allow(100);
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(chat("shop-key", SHORT).build()).statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> fourth = client.send(chat("shop-key", SHORT).build());
        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(fourth.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 20L);
        assertThat(fourth.headers().firstValueAsLong("retry-after-ms").orElse(0)).isBetween(1L, 20_000L);
        assertThat(fourth.headers().firstValue("x-ratelimit-remaining-requests")).hasValue("0");
        assertThat(fourth.headers().firstValue("x-ratelimit-reset-requests")).isPresent();
        assertThat(Client.json(fourth).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");

        assertThat(client.send(chat("few-key", SHORT).build()).statusCode()).isEqualTo(200);
        HttpResponse<String> tokens = client.send(chat("few-key", SHORT).build());
        assertThat(tokens.statusCode()).isEqualTo(429);
        assertThat(Client.json(tokens).at("/error/message").asText()).contains("5 tokens per minute");
        assertThat(metrics())
                .contains("dasllm_requests_refused_total{reason=\"unauthenticated\"} 1")
                .contains("dasllm_requests_refused_total{reason=\"forbidden\"} 1")
                .contains("dasllm_requests_refused_total{reason=\"rate_limit_exceeded\"} 2");
    }

    @Test
    void aModelsListHasWhatTheKeyIsFor() {
        HttpResponse<String> own = client.send(
                client.request("/v1/models").header("Authorization", "Bearer shop-key").build());
        HttpResponse<String> others = client.send(
                client.request("/v1/models").header("Authorization", "Bearer other-key").build());
        assertThat(Client.json(own).path("data")).hasSize(1);
        assertThat(Client.json(others).path("data")).isEmpty();
    }

    @Test
    void metricsNeedAKeyThatMayReadThemAndHealthNone() {
        assertThat(client.get("/metrics").statusCode()).isEqualTo(401);
        HttpResponse<String> other = client.send(
                client.request("/metrics").header("Authorization", "Bearer shop-key").build());
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(client.get("/health").statusCode()).isEqualTo(200);
        assertThat(client.get("/ready").statusCode()).isEqualTo(200);
        assertThat(metrics().lines().filter(line -> !line.startsWith("#")).map(line -> line.replaceAll("[{ ].*", "")))
                .contains(
                        "dasllm_num_requests_running",
                        "dasllm_num_requests_waiting",
                        "dasllm_requests_total",
                        "jvm_memory_used_bytes");
        client.send(client.request("/v1/some/../secret").header("Authorization", "Bearer shop-key").build());
        assertThat(metrics()).contains("path=\"other\"").doesNotContain("secret");
    }

    @Test
    void aRequestEndsAtItsDeadline() throws Exception {
        HttpResponse<String> whole = client.send(
                chat("shop-key", LONG).header("X-Server-Timeout", "0.3").build());
        assertThat(whole.statusCode()).isEqualTo(504);
        assertThat(Client.json(whole).at("/error/code").asText()).isEqualTo("deadline_exceeded");
        device.allow(1); // the step that was under way
        Client.await("the slot is free", () -> client.health("active") == 0);
        HttpResponse<String> stream = client.send(chat("shop-key", LONG + ", \"stream\": true")
                .header("X-Server-Timeout", "0.3")
                .build());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.body()).contains("deadline_exceeded").doesNotContain("[DONE]");
        device.allow(1);
        Client.await("the slot is free", () -> client.health("active") == 0);
        assertThat(lines(2)).allSatisfy(line -> {
            assertThat(line.path("refusal").asText()).isEqualTo("deadline_exceeded");
            assertThat(line.path("cancelled").asBoolean()).isFalse();
        });
    }

    @Test
    void aClientThatLeavesFreesItsSlotWithTheStepUnderWay() throws Exception {
        try (Socket socket = open("watch-key", LONG + ", \"stream\": true")) {
            Client.await("the slot is taken", () -> client.health("active") == 1);
            device.allow(3);
            Client.await("three tokens", () -> metric("dasllm_generation_tokens_total") == 3 && device.idle());
            assertThat(socket.isConnected()).isTrue();
        }
        JsonNode line = lines(1).get(0);
        assertThat(line.path("cancelled").asBoolean()).isTrue();
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(3);
        assertThat(client.health("active")).as("the step under way has not ended").isEqualTo(1);
        device.allow(1);
        Client.await("the slot is free", () -> client.health("active") == 0);
        assertThat(metric("dasllm_requests_cancelled_total")).isEqualTo(1);
        assertThat(metric("dasllm_generation_tokens_total")).isLessThanOrEqualTo(4);
    }

    @Test
    void aFullQueueSaysWhenToComeAgain() throws Exception {
        CompletableFuture<HttpResponse<String>> first = later("watch-key", SHORT);
        CompletableFuture<HttpResponse<String>> second = later("watch-key", SHORT);
        Client.await("both slots are taken", () -> client.health("active") + client.health("queued") == 2);
        HttpResponse<String> third = client.send(chat("watch-key", SHORT).build());
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).hasValue("1");
        device.allow(10);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    private CompletableFuture<HttpResponse<String>> later(String key, String more) {
        return CompletableFuture.supplyAsync(() -> client.send(chat(key, more).build()));
    }

    private Socket open(String key, String more) throws IOException {
        byte[] body = Client.chat("hello", more).getBytes(StandardCharsets.UTF_8);
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "x-api-key: " + key + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        return socket;
    }

    @Test
    void thePageIsWholeAndLocked() throws Exception {
        HttpResponse<String> page = client.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .startsWith("<!doctype html>")
                .doesNotContain("http://", "https://", "@import", "url(", "innerHTML", "eval(", "localStorage");
    }
}
