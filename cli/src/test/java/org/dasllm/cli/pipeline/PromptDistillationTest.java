package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.engine.server.InferenceServer;
import org.dasllm.eval.run.Prediction;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.format.sample.StudentPrompt;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long system prompt for the teacher and a short one for the student, from the harvest to a served bundle. */
final class PromptDistillationTest {
    private static final String LONG = "Say which desk a message is for.\n" + "Rule: be exact. ".repeat(12);
    private static final String SHORT = "Which desk?";
    private static final int MESSAGES = 48;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final List<String> systems = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer teacher;

    @BeforeEach
    void startTeacher() throws IOException {
        teacher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        teacher.createContext("/v1/chat/completions", exchange -> {
            JsonNode messages = Json.mapper()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .path("messages");
            systems.add(messages.path(0).path("content").asText());
            String desk = messages.path(1).path("content").asText().length() % 2 == 0 ? "card" : "loan";
            byte[] body = ("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"" + desk
                            + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        teacher.start();
    }

    @AfterEach
    void stopTeacher() {
        teacher.stop(0);
    }

    private void prompts(String... systemOfEach) {
        List<Sample> messages =
                SampleFile.read(Path.of("demo", "messages", "harvest.jsonl")).subList(0, MESSAGES);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g" + i,
                    i < 32 ? "train" : i < 36 ? "validation" : "test",
                    List.of(
                            Message.system(systemOfEach[i % systemOfEach.length]),
                            messages.get(i).prompt().get(1)),
                    null,
                    null,
                    Map.of(),
                    null));
        }
        SampleFile.write(folder.resolve("prompts.jsonl"), samples);
    }

    private PipelineConfig config(String prompt) throws IOException {
        Path terms = Files.writeString(folder.resolve("terms.txt"), "You may.");
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                run: r
                runs: %s
                task: {kind: label, labels: [card, loan]}
                harvest:
                  prompts: [%s]
                  teacher:
                    base_url: http://127.0.0.1:%d/v1
                    model: teacher-1
                    max_tokens: 4
                    terms: {document: %s, approved_by: Legal, approved_on: 2026-11-29, intended_use: a student}
                student: {base: demo/models/student-base, threads: 1, max_new_tokens: 4, prompt: "%s"}
                train: {epochs: 1, seed: 1, lora: {rank: 4}, batch: {samples_per_step: 16}}
                evaluate: {margin: 0.5}
                export: {force: true}
                serve: {port: 0, model_name: student}
                """.formatted(
                folder, folder.resolve("prompts.jsonl"), teacher.getAddress().getPort(), terms, prompt));
        return ConfigurationFile.read(file, Map.of(), PipelineConfig.class);
    }

    private static Pipeline pipeline(PipelineConfig config) {
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Pipeline(config, Progress.SILENT, silent);
    }

    private static int promptTokens(InferenceServer server, Message... messages) throws Exception {
        String body = Json.line(Map.of("model", "student", "max_tokens", 2, "messages", List.of(messages)));
        HttpResponse<String> reply = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.uri() + "/v1/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return Json.parse(reply.body(), JsonNode.class, "the answer")
                .at("/usage/prompt_tokens")
                .asInt();
    }

    @Test
    void isAskedWithTheLongOneLearntWithTheShortOneAndServedByMapping() throws Exception {
        prompts(LONG);
        PipelineConfig config = config(SHORT);
        Pipeline run = pipeline(config);
        run.run(List.of());
        assertThat(systems).hasSize(MESSAGES).containsOnly(LONG);
        for (Split split : Split.values()) {
            assertThat(SampleFile.read(run.folder().split(split)))
                    .isNotEmpty()
                    .allSatisfy(sample -> assertThat(sample.prompt().get(0)).isEqualTo(Message.system(SHORT)));
        }
        Path bundle = run.folder().bundle();
        assertThat(StudentPrompt.in(bundle)).contains(StudentPrompt.of(LONG, SHORT));
        assertThat(Verification.verify(bundle).manifest().files())
                .extracting(BundleManifest.File::path)
                .contains(StudentPrompt.FILE);
        assertThat(BundleManifest.read(bundle).provenance())
                .containsEntry("system prompt of the student", SHORT)
                .containsEntry("system prompt of the teacher, sha256", StudentPrompt.sha256(LONG))
                .containsEntry("teacher terms", Sha256.ofFile(folder.resolve("terms.txt")))
                .containsEntry("teacher terms approved", "Legal, 2026-11-29")
                .containsEntry("teacher answers intended use", "a student");
        assertThat(Files.readString(run.folder().reportJson())).contains(SHORT);
        assertThat(JsonLines.readAll(run.folder().evaluation().resolve("predictions.jsonl"), Prediction.class))
                .as("a label comes with its probability")
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.studentProbability()).isBetween(0.0, 1.0));
        try (LoadedModel loaded = LoadedModel.load(bundle, "auto", 1, Precision.FLOAT32);
                InferenceServer server = InferenceServer.start(
                        config.serve(), loaded.model(), loaded.tokenizer(), loaded.template(), loaded.prompt())) {
            Message question = Message.user("my card is gone");
            int known = promptTokens(server, Message.system(SHORT), question);
            assertThat(promptTokens(server, Message.system(LONG), question)).isEqualTo(known);
            // Another system prompt is the product's own business, and so is none.
            assertThat(promptTokens(server, Message.system(LONG + "And be kind."), question))
                    .isGreaterThan(known + 20);
            assertThat(promptTokens(server, question)).isLessThan(known);
        }
        // Without one at all nothing is asked again: the answers are those of the long prompt.
        Pipeline without = pipeline(config(""));
        without.run(List.of("harvest"));
        assertThat(systems).hasSize(MESSAGES);
        assertThat(SampleFile.read(without.folder().samples()).get(0).prompt()).hasSize(1);
    }

    @Test
    void differentSystemPromptsAreRefusedBeforeAnythingIsAsked() throws Exception {
        prompts(LONG, "Answer in French.");
        assertThatThrownBy(() -> pipeline(config(SHORT)).run(List.of("harvest")))
                .hasMessageContaining("found before anything was asked")
                .hasMessageContaining("its system message is not that of the first sample")
                .hasMessageContaining("prompts.jsonl:2, ");
        assertThat(systems).isEmpty();
    }
}
