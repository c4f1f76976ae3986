package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run file: its gateway records what a product asks its vendor, and its stages train a student on that. */
final class GatewayRunTest {
    private static final int MESSAGES = 90;
    private static final List<String> LABELS = List.of("low", "medium", "high");

    private final HttpClient product = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer vendor;

    /** Answers a message by the label that its number decides, as events where that is asked for. */
    @BeforeEach
    void startVendor() throws IOException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/v1/chat/completions", exchange -> {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            String text = request.at("/messages/0/content").asText();
            String label = LABELS.get(Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1)) % LABELS.size());
            boolean stream = request.path("stream").asBoolean();
            String head = "{\"id\":\"chatcmpl-1\",\"created\":1,\"model\":\"m-2026\",\"object\":\"chat.completion";
            String body = stream
                    ? "data: " + head + ".chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + label
                            + "\"},\"finish_reason\":null}]}\n\ndata: " + head
                            + ".chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
                    : head + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + label
                            + "\"},\"finish_reason\":\"stop\"}]}";
            exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        vendor.start();
    }

    @AfterEach
    void stopVendor() {
        vendor.stop(0);
    }

    private Path file() throws IOException {
        return Files.writeString(folder.resolve("run.yaml"), """
                run: live
                runs: %s
                task: {kind: label, labels: [low, medium, high]}
                harvest: {gateway: {least_score: 0.5}}
                gateway: {upstream: "http://127.0.0.1:%d", port: 0, record: durable}
                curate: {split: {train: 0.7, validation: 0.1, test: 0.2}}
                student: {base: demo/models/student-base, threads: 1, max_new_tokens: 4}
                train: {epochs: 1, lora: {rank: 4, alpha: 8}}
                """.formatted(
                        folder.resolve("runs"), vendor.getAddress().getPort()));
    }

    @Test
    void whatPassedTrainsAStudentByTheSameFile() throws Exception {
        Path file = file();
        Outcome early = Outcome.of("harvest", file.toString());
        assertThat(early.exitCode()).isEqualTo(3);
        assertThat(early.error()).contains("There is no journal of a gateway at", "dasllm gateway");

        record(file);

        for (String stage : List.of("harvest", "curate", "train")) {
            Outcome done = Outcome.of(stage, file.toString());
            assertThat(done.exitCode()).as(() -> stage + ": " + done.errors()).isZero();
            if (stage.equals("harvest")) {
                assertThat(done.errors())
                        .anyMatch(line ->
                                line.startsWith("  left out 1 exchange: the answer that its feedback gives is none"
                                                + " that the task allows (the first is that of ex_")
                                        && line.contains("'urgent'"));
            }
        }
        List<Sample> samples = SampleFile.read(folder.resolve("runs/live/harvest/samples.jsonl"));
        // One has a score that is too low, and of one somebody said that another answer is right which is no label.
        assertThat(samples).hasSize(MESSAGES - 2).allSatisfy(sample -> {
            String text = sample.prompt().get(0).content();
            int number = Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
            assertThat(sample.completion()).isEqualTo(LABELS.get(number % LABELS.size()));
            assertThat(sample.source()).isEqualTo("gateway:m-2026");
            assertThat(sample.gold()).isEqualTo(number == 1 ? "high" : null);
        });
        assertThat(folder.resolve("runs/live/training/adapter/adapter_model.safetensors"))
                .exists();
        Outcome again = Outcome.of("harvest", file.toString());
        assertThat(String.join("\n", again.out()) + again.errors()).contains("up to date");
    }

    private void record(Path file) throws Exception {
        Path address = folder.resolve("address");
        Process end = new ProcessBuilder("sleep", "600").start();
        CompletableFuture<Outcome> gateway = CompletableFuture.supplyAsync(() -> Outcome.of(
                "gateway", file.toString(), "--json", "--address-file=" + address, "--end-with=" + end.pid()));
        try {
            for (int i = 0; i < 6000 && !Files.exists(address) && !gateway.isDone(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            String base = Files.readString(address);
            for (int i = 0; i < MESSAGES; i++) {
                String name = ask(
                                base,
                                "/v1/chat/completions",
                                "{\"model\":\"m\",\"stream\":" + (i % 2 == 0)
                                        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + "message of its own ".repeat(1 + i % 5)
                                        + (i * 7919) + " " + i + "\"}]}")
                        .headers()
                        .firstValue("x-dasllm-exchange")
                        .orElseThrow();
                if (i < 3) {
                    String said = i == 0
                            ? "\"score\":0.1"
                            : "\"score\":0.9,\"answer\":\"" + (i == 1 ? "high" : "urgent") + "\"";
                    assertThat(ask(base, "/dasllm/feedback", "{\"exchange\":\"" + name + "\"," + said + "}")
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
        } finally {
            end.destroy();
        }
        Outcome closed = gateway.get(60, TimeUnit.SECONDS);
        assertThat(closed.exitCode()).as(() -> closed.errors().toString()).isZero();
        JsonNode counts = Json.mapper().readTree(closed.out().get(closed.out().size() - 1));
        assertThat(counts.path("exchanges").asInt()).isEqualTo(MESSAGES);
        assertThat(counts.path("recorded").asInt()).isEqualTo(MESSAGES);
        assertThat(counts.path("feedback").asInt()).isEqualTo(3);
    }

    private HttpResponse<String> ask(String base, String path, String body) throws IOException, InterruptedException {
        return product.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aFileWithoutTheSectionIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other.yaml"), """
                run: other
                harvest: {gateway: {}}
                student: {base: demo/models/student-base}
                """);
        Outcome refused = Outcome.of("gateway", file.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.error()).contains("has no section gateway");
        Outcome wrong = Outcome.of(
                "gateway", file.toString(), "--set", "gateway.upstream=nowhere", "--set", "gateway.sample_rate=2");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.errors().toString()).contains("upstream", "sample_rate");
    }
}
