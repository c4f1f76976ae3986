package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.run.Prediction;
import org.dasllm.eval.tool.ToolReport;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of a task of tool calls, from a teacher that calls tools to the verdict on the student's calls. */
final class ToolCallRunTest {
    private static final int MESSAGES = 72;
    private static final int TRAINED = 48;
    private static final int VALIDATED = 52;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer teacher;

    /** A teacher that calls the tool whose name the message begins with, with the message's second word. */
    @BeforeEach
    void startTeacher() throws IOException {
        teacher = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        teacher.createContext("/v1/chat/completions", exchange -> {
            JsonNode request = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            String text = request.at("/messages/0/content").asText();
            int first = text.indexOf(' ');
            int second = text.indexOf(' ', first + 1);
            String arguments = Json.line(Map.of("desk", text.substring(first + 1, second)));
            Map<String, Object> call = Map.of(
                    "id",
                    "call_1",
                    "type",
                    "function",
                    "function",
                    Map.of("name", text.substring(0, first), "arguments", arguments));
            Map<String, Object> message = Map.of("role", "assistant", "tool_calls", List.of(call));
            byte[] body = Json.line(Map.of(
                            "choices",
                            List.of(Map.of("message", message, "finish_reason", "tool_calls")),
                            "usage",
                            Map.of("prompt_tokens", 9, "completion_tokens", 4)))
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

    private static String gold(int number) {
        String tool = number % 2 == 0 ? "pay" : "ask";
        String desk = number % 4 < 2 ? "card" : "loan";
        return "{\"tool_calls\":[{\"name\":\"" + tool + "\",\"arguments\":{\"desk\":\"" + desk + "\"}}]}";
    }

    /** The first test question's right call is another one than its message says, so that the teacher is wrong on it. */
    private void writePrompts() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g" + i,
                    i < TRAINED ? "train" : i < VALIDATED ? "validation" : "test",
                    List.of(Message.user((i % 2 == 0 ? "pay" : "ask") + (i % 4 < 2 ? " card " : " loan ") + i)),
                    null,
                    gold(i == VALIDATED ? i + 1 : i),
                    Map.of(),
                    null));
        }
        SampleFile.write(folder.resolve("prompts.jsonl"), samples);
    }

    /** The demo's base model with room for the tools' description. */
    private Path base() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("base"));
        try (Stream<Path> files = Files.list(Path.of("demo", "models", "student-base"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path config = copy.resolve("config.json");
        Json.write(config, ((ObjectNode) Json.readTree(config)).put("max_position_embeddings", 512));
        return copy;
    }

    private PipelineConfig config() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                run: r
                runs: %s
                task:
                  kind: tool_call
                  tools:
                    - name: pay
                      parameters: {type: object, properties: {desk: {type: string}}, required: [desk]}
                    - name: ask
                      parameters: {type: object, properties: {desk: {type: string}}, required: [desk]}
                harvest:
                  prompts: [%s]
                  teacher: {base_url: "http://127.0.0.1:%d/v1", model: teacher-1, max_tokens: 32}
                student: {base: %s, threads: 1, max_new_tokens: 48}
                train:
                  epochs: 8
                  seed: 1
                  lora: {rank: 16, alpha: 32}
                  batch: {samples_per_step: 8}
                  optimizer: {learning_rate: 0.003}
                evaluate: {primary: tool_call, secondary: [tool_name], margin: 0.2}
                """.formatted(
                folder, folder.resolve("prompts.jsonl"), teacher.getAddress().getPort(), base()));
        return ConfigurationFile.read(file, Map.of(), PipelineConfig.class);
    }

    @Test
    void theStudentsCallsAreReadAsTheyWouldBeServedAndJudged() throws IOException {
        writePrompts();
        Pipeline run = new Pipeline(
                config(),
                Progress.SILENT,
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        run.run(List.of("harvest", "curate", "train", "evaluate"));

        List<Prediction> predictions =
                JsonLines.readAll(run.folder().evaluation().resolve("predictions.jsonl"), Prediction.class);
        assertThat(predictions).hasSize(MESSAGES - VALIDATED);
        long called = predictions.stream()
                .filter(each -> each.student().startsWith("{\"tool_calls\":[{\"name\":"))
                .count();
        assertThat(called).as("the form of calls is learnt").isGreaterThan(predictions.size() / 2);

        EvaluationReport report = EvaluationReport.read(run.folder().reportJson());
        List<ToolReport> tools = Objects.requireNonNull(report.tools());
        assertThat(tools).extracting(ToolReport::system).containsExactly("teacher", "student");
        assertThat(tools).extracting(ToolReport::n).containsOnly(predictions.size());
        assertThat(tools.get(0).right()).isEqualTo(predictions.size() - 1);
        assertThat(tools.get(1).right())
                .as("every figure is of the predictions")
                .isEqualTo((int) predictions.stream()
                        .filter(each -> each.student().equals(each.gold()))
                        .count())
                .isPositive();
        assertThat(report.verdict().primary()).isEqualTo("tool_call");
        assertThat(report.verdict().outcome()).isNotEqualTo(Verdict.Outcome.NOT_ESTIMABLE);
        assertThat(Files.readString(run.folder().reportHtml())).contains("tool_call");
    }
}
