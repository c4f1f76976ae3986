package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;

/**
 * The program that {@link FullDiskTest} runs on a small disk: for each stage the disk is filled but for a part of what the
 * stage needs, then emptied again. Ends with 0 when every stage behaved.
 */
final class FullDisk {
    private static final List<String> STAGES = List.of("harvest", "curate", "train", "evaluate", "export");
    private static final int MESSAGES = 120;
    private static final int PIECE = 4096;
    /** What Spark and a safetensors file need room for at least, so that the disk fills in the middle of the stage. */
    private static final List<Integer> ROOMS = List.of(0, 48 << 10);

    private final Path disk;
    private final Path ballast;
    private final String configuration;
    private final AtomicInteger answered = new AtomicInteger();

    private FullDisk(Path disk, Path configuration) {
        this.disk = disk;
        this.ballast = disk.resolve("ballast");
        this.configuration = configuration.toString();
    }

    public static void main(String... arguments) throws IOException {
        Path disk = Path.of(arguments[0]);
        Path beside = disk.resolveSibling("beside");
        Files.createDirectories(beside);
        SampleFile.write(beside.resolve("prompts.jsonl"), messages());
        FullDisk run = new FullDisk(disk, beside.resolve("full.yaml"));
        HttpServer teacher = run.teacher();
        Files.write(
                beside.resolve("full.yaml"),
                List.of(
                        "run: full",
                        "runs: " + disk.resolve("runs"),
                        "harvest:",
                        "  prompts: [" + beside.resolve("prompts.jsonl") + "]",
                        "  teacher: {base_url: 'http://127.0.0.1:"
                                + teacher.getAddress().getPort() + "/v1', model: m, concurrency: 4}",
                        "curate: {split: {train: 0.7, validation: 0.1, test: 0.2}}",
                        "student: {base: demo/models/student-base, max_new_tokens: 2}",
                        "train: {epochs: 1, lora: {rank: 8, alpha: 16}}",
                        "evaluate: {primary: exact, margin: 0.05}",
                        "export: {force: true}"));
        try {
            for (String stage : STAGES) {
                run.fillAndMend(stage);
            }
            assertThat(run.answered)
                    .as("answers that were paid for; those in flight when the disk filled may be asked again")
                    .hasValueBetween(MESSAGES, MESSAGES + 2 * 4);
        } finally {
            teacher.stop(0);
        }
    }

    private static List<Sample> messages() {
        return SampleFile.read(Path.of("demo", "messages", "harvest.jsonl")).stream()
                .limit(MESSAGES)
                .toList();
    }

    private void fillAndMend(String stage) throws IOException {
        for (int room : ROOMS) {
            fillUpTo(room);
            Outcome full = Outcome.of(stage, configuration);
            Files.delete(ballast);
            assertThat(full.exitCode())
                    .as("%s with %d bytes: %s", stage, room, full.errors())
                    .isEqualTo(3);
            assertThat(full.error()).as(stage).contains("The disk is full").contains("run the same command again");
        }
        Outcome repaired = Outcome.of(stage, configuration);
        assertThat(repaired.exitCode())
                .as("%s with room: %s", stage, repaired.errors())
                // The student of a few steps is not shown to be as good as its teacher, and the code says so.
                .isEqualTo(stage.equals("evaluate") ? 4 : 0);
        System.out.println(stage + ": goes on");
    }

    private void fillUpTo(int room) throws IOException {
        byte[] piece = new byte[PIECE];
        try (var out = Files.newOutputStream(ballast)) {
            while (Files.getFileStore(disk).getUsableSpace() > room + PIECE) {
                out.write(piece);
            }
        }
    }

    private HttpServer teacher() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> labels = Stream.of("low", "medium", "high").toList();
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String label = labels.get(answered.getAndIncrement() % labels.size());
            byte[] answer = ("{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"" + label
                            + "\"},\"finish_reason\":\"stop\"}],"
                            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
