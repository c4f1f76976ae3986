package org.dasllm.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dasllm.cli.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server process that is sent TERM while it answers: one slot, and more streams than fit into it. */
final class StopSignalsTest {
    private static final String MODEL = "demo/models/student-base";
    private static final int STREAMS = 5;
    /** Long whatever the model would say: it has no end before so many characters. */
    private static final String BODY =
            "{\"model\": \"dasllm\", \"stream\": true, \"max_tokens\": 150, \"messages\": [{\"role\": \"user\","
                    + " \"content\": \"hello\"}], \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"n\","
                    + " \"schema\": {\"type\": \"string\", \"minLength\": 2000}}}}";

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicBoolean answering = new AtomicBoolean();
    private Process process;
    private URI base;

    @BeforeEach
    void start() throws Exception {
        Path address = folder.resolve("address");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve", MODEL));
        command.addAll(List.of("--port=0", "--slots=1", "--address-file=" + address));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        for (int i = 0; i < 9000 && !Files.exists(address) && process.isAlive(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(address).as(log()).exists();
        base = URI.create(Files.readString(address).strip() + "/");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private List<CompletableFuture<String>> streams() throws InterruptedException {
        List<CompletableFuture<String>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            streams.add(CompletableFuture.supplyAsync(this::stream));
        }
        for (int i = 0; i < 9000 && !answering.get(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(answering).as(log()).isTrue();
        return streams;
    }

    private String stream() {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        StringBuilder text = new StringBuilder();
        try {
            http.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
                text.append(line).append('\n');
                if (line.contains("\"content\":\"")) {
                    answering.set(true);
                }
            });
        } catch (IOException | UncheckedIOException brokenOff) {
            throw new CompletionException(brokenOff);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
        return text.toString();
    }

    private int ready() {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/ready")).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException gone) {
            return -1;
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private void awaitStopping() throws InterruptedException {
        int status = ready();
        for (int i = 0; i < 3000 && status == 200; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
            status = ready();
        }
        assertThat(status).as("not ready, and alive").isEqualTo(503);
    }

    @Test
    void termLetsAnswersEnd() throws Exception {
        List<CompletableFuture<String>> streams = streams();
        process.destroy();
        awaitStopping();
        assertThat(streams).anyMatch(stream -> !stream.isDone());
        for (CompletableFuture<String> stream : streams) {
            assertThat(stream.get(120, TimeUnit.SECONDS)).endsWith("data: [DONE]\n\n");
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(log()).contains("Stopping").doesNotContain("Exception");
    }

    @Test
    void aSecondTermEndsAtOnce() throws Exception {
        List<CompletableFuture<String>> streams = streams();
        process.destroy();
        awaitStopping();
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(128 + 15);
        assertThat(streams)
                .anyMatch(stream -> stream.handle((text, fault) -> fault != null || !text.contains("[DONE]"))
                        .join());
    }
}
