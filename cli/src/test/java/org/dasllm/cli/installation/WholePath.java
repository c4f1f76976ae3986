package org.dasllm.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;

/**
 * From recorded answers to a served one, with as little as it takes: the checkout's launcher runs a whole run and serves its bundle, in the
 * processes of one JDK. The built jars are used, and no sources lie beside the launcher, so that it builds nothing.
 */
final class WholePath {
    private static final Path ROOT = Path.of(System.getProperty("dasllm.root"));
    private static final Path MESSAGES = ROOT.resolve("demo").resolve("messages");
    /** What the launcher makes its archive of classes with. */
    private static final String SMALL = "demo/models/student-base";

    /** It knows the task before the training, so that a few steps leave answers that say something. */
    private static final String BASE = "demo/models/teacher";

    private static final String FILE = "run.yaml";
    private static final int LEARNT = 96;
    private static final int ASKED = 16;
    private static final int MINUTES = 10;

    private static final String RUN = """
            run: path
            task:
              kind: json
              fields:
                intent: [card_lost, card_declined, fraud, wrong_charge, refund_missing, transfer_problem,
                         fee_complaint, login_problem, account_closure, loan_mortgage, staff_service, details_change]
                urgency: [low, medium, high]
            harvest:
              recorded:
                files: [{path: ../learnt.jsonl}, {path: ../asked.jsonl, split: test}]
                gold: answer
            curate: {split: {train: 0.8, validation: 0.2, test: 0.0}}
            student: {base: ../demo/models/teacher, device: onednn, max_new_tokens: 32}
            train:
              epochs: 2
              seed: 1
              lora: {rank: 8, alpha: 16}
              batch: {samples_per_step: 8, max_tokens_per_micro_batch: 1024}
              optimizer: {learning_rate: 0.003}
            evaluate: {primary: "field:intent", margin: 0.05}
            export: {force: true}
            """;

    private final Path folder;
    private int walked;

    /** @param folder for the installation and all that it makes */
    WholePath(Path folder) throws IOException {
        this.folder = folder;
        for (String each : List.of("dasllm", "cli/src/main/launcher/java.options", "cli/target/dasllm-cli.jar")) {
            copy(each);
        }
        for (String model : List.of(SMALL, BASE)) {
            try (Stream<Path> files = Files.list(ROOT.resolve(model))) {
                for (Path each : files.toList()) {
                    copy(model + "/" + each.getFileName());
                }
            }
        }
        // The launcher builds unless this is newer than all that it would be built from.
        copy("cli/target/classpath");
        Files.writeString(folder.resolve(FILE), RUN);
        write("harvest", LEARNT, "learnt");
        write("test", ASKED, "asked");
    }

    private void copy(String file) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(ROOT.resolve(file), folder.resolve(file));
    }

    /** The first of the demo's messages with their right answers, as conversations that were recorded. */
    private void write(String messages, int count, String recorded) {
        List<JsonNode> lines = new ArrayList<>();
        for (Sample sample :
                SampleFile.read(MESSAGES.resolve(messages + ".jsonl")).subList(0, count)) {
            List<Message> conversation = new ArrayList<>(sample.prompt());
            conversation.add(Message.assistant(Objects.requireNonNull(sample.gold())));
            ObjectNode line = Json.mapper().createObjectNode();
            lines.add(line.set("messages", Json.mapper().valueToTree(conversation)));
        }
        JsonLines.write(folder.resolve(recorded + ".jsonl"), lines);
    }

    /**
     * What came of it.
     *
     * @param javaVersion by the run's manifest
     * @param exitCode the run's
     * @param rows the curated JSON Lines, by the name of their file
     * @param answers the student's to the test's questions, and last the one that was served over HTTP
     * @param said what stood on standard error beside progress, which is indented
     */
    record Walked(
            String javaVersion, int exitCode, Map<String, String> rows, List<String> answers, List<String> said) {}

    Walked walk(InstalledJdk jdk) throws IOException, InterruptedException {
        Path here = Files.createDirectory(folder.resolve("walk-" + ++walked));
        Path made = here.resolve("runs").resolve("path");
        Started run = start(jdk, here, "run", "../" + FILE);
        int exitCode = run.end();
        assertThat(made.resolve("bundle")).as(run.log()).isDirectory();

        Path address = here.resolve("address");
        Started server = start(
                jdk,
                here,
                "serve",
                "runs/path/bundle",
                "--port=0",
                "--model-name=student",
                "--address-file=address",
                "--end-with=" + ProcessHandle.current().pid());
        String served;
        try {
            server.await(address);
            served = ask(Files.readString(address).strip());
        } finally {
            server.process().destroy();
        }
        assertThat(server.end()).as(server.log()).isZero();

        Map<String, String> rows = new TreeMap<>();
        for (String split : Split.labels()) {
            rows.put(split, Files.readString(made.resolve("dataset").resolve(split + ".jsonl")));
        }
        List<String> answers = new ArrayList<>();
        for (JsonNode line : JsonLines.readAll(made.resolve("evaluation/predictions.jsonl"), JsonNode.class)) {
            answers.add(line.path("id").asText() + ": " + line.path("student").asText());
        }
        answers.add(served);
        JsonNode manifest = Json.readTree(made.resolve("manifest.json"));
        return new Walked(
                manifest.at("/machine/javaVersion").asText(),
                exitCode,
                rows,
                answers,
                Stream.concat(run.said().stream(), server.said().stream()).toList());
    }

    private static String ask(String url) throws IOException, InterruptedException {
        Sample question = SampleFile.read(MESSAGES.resolve("test.jsonl")).get(ASKED);
        ObjectNode body =
                Json.mapper().createObjectNode().put("model", "student").put("temperature", 0);
        body.set("messages", Json.mapper().valueToTree(question.prompt()));
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body(), JsonNode.class, "the answer")
                .at("/choices/0/message/content")
                .asText();
    }

    private Started start(InstalledJdk jdk, Path here, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("bash", folder.resolve("dasllm").toString()));
        command.addAll(List.of(arguments));
        Path out = here.resolve(arguments[0] + ".out");
        Path err = here.resolve(arguments[0] + ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", jdk.home().toString());
        return new Started(builder.start(), out, err);
    }

    private record Started(Process process, Path out, Path err) {
        int end() throws IOException, InterruptedException {
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertThat(ended).as(log()).isTrue();
            return process.exitValue();
        }

        void await(Path file) throws IOException, InterruptedException {
            for (int i = 0; i < MINUTES * 60 * 50 && !Files.exists(file) && process.isAlive(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(file).as(log()).exists();
        }

        String log() throws IOException {
            return Files.readString(out) + Files.readString(err);
        }

        List<String> said() throws IOException {
            return Files.readAllLines(err).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("  "))
                    .toList();
        }
    }
}
