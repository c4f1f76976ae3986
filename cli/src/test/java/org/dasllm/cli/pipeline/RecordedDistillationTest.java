package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.demo.TeacherProcess;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.trainer.metrics.StepMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-probabilities on their way from this program's own server through harvest and curation into a training. */
final class RecordedDistillationTest {
    private static final Path MODELS = Path.of("demo", "models");
    private static final int MESSAGES = 48;
    private static final int TOP = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private PipelineConfig config(String run, String url, Path base) {
        Map<String, String> keys = new HashMap<>();
        keys.put("run", run);
        keys.put("runs", folder.toString());
        keys.put("harvest.prompts", "[" + folder.resolve("prompts.jsonl") + "]");
        keys.put("harvest.teacher.base_url", url);
        keys.put("harvest.teacher.top_logprobs", String.valueOf(TOP));
        keys.put("student.base", base.toString());
        keys.put("train.epochs", "1");
        keys.put("train.batch.token_dropout", "0");
        keys.put("train.distillation", "{weight: 1.0, beta: 0.0}");
        return ConfigurationFile.read(Path.of("configs", "demo.yaml"), keys, PipelineConfig.class);
    }

    private static Pipeline pipeline(PipelineConfig config) {
        PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Pipeline(config, Progress.SILENT, silent);
    }

    @Test
    void aStudentThatIsItsTeacherHasNothingToLearnFromTheRecord() {
        SampleFile.write(
                folder.resolve("prompts.jsonl"),
                SampleFile.read(Path.of("demo", "messages", "harvest.jsonl")).subList(0, MESSAGES));
        try (TeacherProcess teacher = TeacherProcess.start(MODELS.resolve("teacher"), "demo-teacher", folder)) {
            Pipeline same = pipeline(config("same", teacher.baseUrl(), MODELS.resolve("teacher")));
            same.run(List.of("harvest", "curate", "train"));
            List<Sample> learnt = SampleFile.read(same.folder().split(Split.TRAIN));
            assertThat(learnt).hasSizeGreaterThan(MESSAGES / 2);
            for (Sample sample : learnt) {
                List<AnswerToken> tokens = Objects.requireNonNull(sample.tokens(), sample.id());
                assertThat(tokens).allSatisfy(token -> assertThat(token.top()).hasSize(TOP));
            }
            // The divergence of the first step, before any update: one row beside its own would cost nats.
            List<StepMetrics> steps =
                    JsonLines.readAll(same.folder().training().resolve("metrics.jsonl"), StepMetrics.class);
            assertThat(steps.get(0).loss()).isBetween(-1e-6, 1e-3);
            assertThat(steps.get(0).targetTokens()).isGreaterThan(16L * 5);
        }
    }

    @Test
    void aStudentWithAnotherTokenizerIsRefused() {
        SampleFile.write(
                folder.resolve("prompts.jsonl"),
                SampleFile.read(Path.of("demo", "messages", "harvest.jsonl")).subList(0, MESSAGES));
        try (TeacherProcess teacher = TeacherProcess.start(MODELS.resolve("teacher"), "demo-teacher", folder)) {
            Pipeline other = pipeline(config("other", teacher.baseUrl(), otherTokenizer()));
            other.run(List.of("harvest", "curate"));
            assertThatThrownBy(() -> other.run(List.of("train")))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("student's tokenizer")
                    .hasMessageContaining("Distil from a teacher with the student's tokenizer");
        }
    }

    /** The student's base with a tokenizer that has the same tokens and joins fewer of them. */
    private Path otherTokenizer() {
        Path copy = folder.resolve("other-tokenizer");
        try (Stream<Path> files = Files.list(MODELS.resolve("student-base"))) {
            Files.createDirectory(copy);
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            ObjectNode tokenizer = (ObjectNode) Json.readTree(copy.resolve("tokenizer.json"));
            ArrayNode merges = (ArrayNode) tokenizer.path("model").path("merges");
            while (merges.size() > 20) {
                merges.remove(merges.size() - 1);
            }
            Files.writeString(copy.resolve("tokenizer.json"), tokenizer.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }
}
