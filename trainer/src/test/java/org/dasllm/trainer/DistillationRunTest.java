package org.dasllm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.AnswerToken;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.Answers;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.EncodedSample;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.TokenSpellings;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.metrics.StepMetrics;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs that learn from a teacher's distributions: one beside the student, and one that was recorded. */
class DistillationRunTest {
    private static final int EPOCHS = 12;

    @TempDir
    private Path dir;

    private Path base = Path.of("");
    private Path teacher = Path.of("");
    private Path train = Path.of("");

    @BeforeEach
    void writeModels() {
        base = TinyBase.write(dir.resolve("base"), true);
        teacher = TinyBase.write(dir.resolve("teacher"), true, 8);
        train = TinyBase.writeSamples(dir.resolve("train.jsonl"), 0, 16);
    }

    /** The divergence alone, forward. */
    private static TrainConfig config(@Nullable Path teacher, double temperature) {
        TrainConfig config = TinyBase.config(Mode.LORA, false, EPOCHS);
        config = TinyBase.with(config, "lora/targets", List.of("all-linear", "lm_head"));
        config = TinyBase.with(config, "distillation", new Wish(teacher, 1, 0, temperature));
        return config;
    }

    private record Wish(@Nullable Path teacher, double weight, double beta, double temperature) {}

    private List<Double> losses(String out) {
        return JsonLines.readAll(dir.resolve(out).resolve("metrics.jsonl"), StepMetrics.class).stream()
                .map(StepMetrics::loss)
                .toList();
    }

    private TrainSummary run(TrainConfig config, Device device, Path file, String out) {
        return FineTuning.run(config, device, base, List.of(file), Optional.empty(), dir.resolve(out), Progress.SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn"})
    void aLocalTeachersDistributionsAreLearnt(String name) {
        try (Device device = EveryDevice.open(name)) {
            run(config(teacher, 1), device, train, "out");
            run(config(base, 1), device, train, "self");
        }
        List<Double> losses = losses("out");
        assertThat(losses).hasSize(4 * EPOCHS);
        assertThat(mean(losses.subList(44, 48))).isLessThan(0.5 * mean(losses.subList(0, 4)));
        assertThat(losses.get(47)).isPositive();
        // Who is taught by an equal has nothing to learn.
        assertThat(losses("self").get(0)).isBetween(-1e-6, 1e-6);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** With all tokens in the record, it says as much as the teacher itself, in every step of the run. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 2})
    void aRecordOfAllTokensTeachesWhatTheTeacherItselfDoes(double temperature) {
        Path recorded = record(train, Integer.MAX_VALUE);
        run(config(teacher, temperature), new ReferenceDevice(), train, "local");
        run(config(null, temperature), new ReferenceDevice(), recorded, "recorded");
        List<Double> local = losses("local");
        List<Double> fromRecord = losses("recorded");
        assertThat(fromRecord).hasSameSizeAs(local);
        for (int i = 0; i < local.size(); i++) {
            assertThat(fromRecord.get(i)).as("step %d", i + 1).isCloseTo(local.get(i), withinPercentage(0.01));
        }
    }

    @Test
    void aRecordOfTheLikeliestTokensBringsTheStudentNearer() {
        Path recorded = record(train, 5);
        run(config(null, 1), new ReferenceDevice(), recorded, "recorded");
        List<Double> losses = losses("recorded");
        assertThat(mean(losses.subList(44, 48))).isLessThan(0.5 * mean(losses.subList(0, 4)));
    }

    /** What the teacher model thinks of every token of the answers. */
    private Path record(Path file, int top) {
        List<Sample> samples = new ArrayList<>();
        ModelConfig shape = ModelConfig.read(teacher);
        try (ReferenceDevice device = new ReferenceDevice();
                Tokenizer tokenizer = Tokenizer.load(teacher)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.load(teacher), shape);
            TokenSpellings spellings = tokenizer.spellings();
            LanguageModel model = LanguageModel.load(device, teacher, Trainable.NOTHING, Optional.empty());
            for (Sample sample : SampleFile.read(file)) {
                String completion = sample.completion() == null ? "" : sample.completion();
                EncodedSample encoded = encoder.encode(sample.prompt(), completion, Answers.LAST);
                try (Pass pass = device.inferencePass()) {
                    float[] logits = model.logits(pass, encoded.ids(), new Packing(encoded.length()));
                    samples.add(sample.withTokens(tokens(encoded, logits, top, spellings, tokenizer)));
                }
            }
        }
        Path recorded = dir.resolve("recorded-" + top + ".jsonl");
        SampleFile.write(recorded, samples);
        return recorded;
    }

    private static List<AnswerToken> tokens(
            EncodedSample encoded, float[] logits, int top, TokenSpellings spellings, Tokenizer tokenizer) {
        List<AnswerToken> tokens = new ArrayList<>();
        int vocabulary = logits.length / encoded.length();
        int named = tokenizer.vocabularySize();
        for (int row = 0; row < encoded.length(); row++) {
            int target = encoded.targets()[row];
            if (target < 0) {
                continue;
            }
            int from = row * vocabulary;
            double sum = 0;
            for (int id = 0; id < vocabulary; id++) {
                sum += Math.exp(logits[from + id]);
            }
            double normalizer = Math.log(sum);
            List<AnswerToken.Alternative> alternatives = new ArrayList<>();
            for (int id = 0; id < named; id++) {
                alternatives.add(new AnswerToken.Alternative(
                        spellings.text(id), spellings.bytes(id), (float) (logits[from + id] - normalizer)));
            }
            alternatives.sort((one, other) -> Float.compare(other.logProbability(), one.logProbability()));
            tokens.add(new AnswerToken(
                    spellings.text(target), spellings.bytes(target), alternatives.subList(0, Math.min(top, named))));
        }
        return tokens;
    }

    /** A model of the same shape whose tokens are others. */
    private Path withOtherTokenizer(String name) {
        Path other = TinyBase.write(dir.resolve(name), true, 9);
        TokenizerFiles.write(
                other,
                new BpeTrainer(300, 2, List.of("<|im_start|>", "<|im_end|>"))
                        .train(List.of("entirely other words, over and over: ", "words words other other entirely")),
                "<|im_end|>",
                64,
                ChatTemplate.CHATML);
        return other;
    }

    @Test
    void aTeacherWithOtherTokensIsRefusedBeforeAnythingIsTrained() {
        Path other = withOtherTokenizer("other");
        assertThatThrownBy(() -> run(config(other, 1), new ReferenceDevice(), train, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("has another tokenizer than the student")
                .hasMessageContaining("remove the distillation section");
        teacher = other;
        Path recorded = record(TinyBase.writeSamples(dir.resolve("short.jsonl"), 1, 3), 5);
        assertThatThrownBy(() -> run(config(null, 1), new ReferenceDevice(), recorded, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("student's tokenizer")
                .hasMessageContaining("remove the distillation section");
        assertThatThrownBy(() -> run(config(null, 1), new ReferenceDevice(), train, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no sample carries its teacher's log-probabilities");
        assertThat(dir.resolve("out/metrics.jsonl")).doesNotExist();
    }
}
