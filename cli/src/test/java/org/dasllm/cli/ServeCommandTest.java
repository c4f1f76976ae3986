package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's file, served. */
final class ServeCommandTest {
    private static final String MODEL = "demo/models/student-base";
    /** A variable that is set wherever this runs. */
    private static final String VARIABLE = "PATH";

    @TempDir
    Path folder;

    private Path file(String... serve) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "run: r",
                "runs: " + folder,
                "harvest: {prompts: [not/on/this/machine.jsonl], teacher: {base_url: http://127.0.0.1/v1, model: t}}",
                "student: {base: not/on/this/machine, threads: 1}",
                "serve:",
                "  port: 0"));
        lines.addAll(List.of(serve));
        return Files.write(folder.resolve("run.yaml"), lines);
    }

    @Test
    void servesTheRunsBundleAsTheFileSays() throws Exception {
        Path bundle = Files.createDirectories(folder.resolve("r").resolve("bundle"));
        try (Stream<Path> files = Files.list(Path.of(MODEL))) {
            for (Path each : files.toList()) {
                Files.copy(each, bundle.resolve(each.getFileName()));
            }
        }
        Path file = file(
                "  model_name: mine",
                "  slots: 1",
                "  queue_limit: 1",
                "  default_max_tokens: 3",
                "  context_limit: 60",
                "  api_key_variable: " + VARIABLE,
                "  max_request_bytes: 2048",
                "  stop_seconds: 0");
        Path address = folder.resolve("address");
        Process end = new ProcessBuilder("sleep", "600").start();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Main.run(
                "serve",
                "--config=" + file,
                "--model-name=explicit",
                "--set=serve.default_max_tokens=2",
                "--address-file=" + address,
                "--end-with=" + end.pid()));
        try {
            for (int i = 0; i < 6000 && !Files.exists(address) && !code.isDone(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            String base = Files.readString(address).strip();
            assertThat(ask(base, false, "explicit", "hello").statusCode()).isEqualTo(401);
            assertThat(ask(base, true, "mine", "hello").statusCode()).isEqualTo(404);
            assertThat(ask(base, true, "explicit", "x".repeat(3000)).statusCode())
                    .isEqualTo(413);
            JsonNode tooLong = json(ask(base, true, "explicit", "one two ".repeat(60)));
            assertThat(tooLong.at("/error/message").asText()).contains("maximum context length is 60");
            JsonNode answer = json(ask(base, true, "explicit", "hello"));
            assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(2);
        } finally {
            end.destroy();
        }
        assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void whatCannotBeServedIsSaidBeforeAModelIsRead() throws IOException {
        assertUsage("--config", Outcome.of("serve", "--port", "0"));
        assertUsage("--config", Outcome.of("serve", MODEL, "--set", "serve.port=0"));
        assertUsage("DASLLM_UNSET_KEY", Outcome.of("serve", MODEL, "--api-key-variable", "DASLLM_UNSET_KEY"));
        Path locked = file("  api_key_variable: DASLLM_UNSET_KEY");
        assertUsage("DASLLM_UNSET_KEY", Outcome.of("serve", "--config", locked.toString()));
        assertUsage("DASLLM_UNSET_KEY", Outcome.of("serve", MODEL, "--config", locked.toString()));
        assertUsage(
                "api_key_variable",
                Outcome.of("serve", "--config", file("  apiKeyVariable: K").toString()));
        assertUsage("queue_limit", Outcome.of("serve", MODEL, "--queue=-1"));
        assertUsage("model_name", Outcome.of("serve", MODEL, "--model-name="));
        assertUsage("tls_certificate", Outcome.of("serve", MODEL, "--tls-key=key.pem"));
        assertUsage("deadline_seconds", Outcome.of("serve", MODEL, "--deadline=0"));
        Outcome noKeys = Outcome.of(
                "serve", MODEL, "--api-keys", folder.resolve("none.json").toString());
        assertThat(noKeys.exitCode()).isEqualTo(ExitCode.INPUT.number());
        assertThat(noKeys.error()).contains("none.json");
        Outcome noBundle = Outcome.of("serve", "--config", file("  slots: 1").toString());
        assertThat(noBundle.exitCode()).isEqualTo(ExitCode.INPUT.number());
        assertThat(noBundle.error()).contains("bundle");
    }

    private static void assertUsage(String said, Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isEqualTo(ExitCode.USAGE.number());
        assertThat(outcome.error()).contains(said);
    }

    private static HttpResponse<String> ask(String base, boolean key, String model, String text) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + model
                        + "\", \"temperature\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"" + text
                        + "\"}]}"));
        if (key) {
            request.header("Authorization", "Bearer " + System.getenv(VARIABLE));
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body(), JsonNode.class, "the response");
    }
}
