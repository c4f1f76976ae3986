package org.dasllm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.Agreement;
import org.dasllm.model.probe.Deviation;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Devices;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.trainer.config.EvaluationConfig;
import org.dasllm.trainer.config.LongerSamples;
import org.dasllm.trainer.config.LossOn;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.metrics.SampleAnswer;
import org.dasllm.trainer.metrics.StepMetrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
    @TempDir
    private Path dir;

    private Path train = Path.of("");
    private Path validation = Path.of("");

    @BeforeEach
    void writeSamples() {
        train = TinyBase.writeSamples(dir.resolve("train.jsonl"), 0, 16);
        validation = TinyBase.writeSamples(dir.resolve("validation.jsonl"), 12, 20);
    }

    private Path base(boolean weights) {
        return TinyBase.write(dir.resolve(weights ? "base" : "empty"), weights);
    }

    private TrainSummary run(TrainConfig config, Device device, Path base, String out) {
        return FineTuning.run(
                config, device, base, List.of(train), Optional.of(validation), dir.resolve(out), Progress.SILENT);
    }

    private List<StepMetrics> metrics(String out) {
        return JsonLines.readAll(dir.resolve(out).resolve("metrics.jsonl"), StepMetrics.class);
    }

    private List<Double> losses(String out) {
        return metrics(out).stream().map(StepMetrics::loss).toList();
    }

    @Test
    void loraLearnsAndLeavesTheFrozenWeightsAlone() {
        RecordingDevice device = new RecordingDevice(new ReferenceDevice(), 0);
        TrainSummary summary = run(TinyBase.config(Mode.LORA, false, 10), device, base(true), "out");
        List<Double> losses = losses("out");
        assertThat(losses).hasSize(40);
        assertThat(summary.trainLoss()).isLessThan(0.7 * losses.get(0));
        int frozen = 0;
        for (int p = 0; p < device.parameters().size(); p++) {
            if (device.parameters().get(p).trainable()) {
                assertThat(device.values(p)).isNotEqualTo(device.firstValues(p));
            } else {
                assertThat(device.values(p)).isEqualTo(device.firstValues(p));
                frozen++;
            }
        }
        assertThat(frozen).isEqualTo(20);
        assertThat(summary.trainableParameters()).isEqualTo(2L * 4 * (32 + 24 + 24 + 32 + 40 + 40 + 40));
        assertThat(Json.read(dir.resolve("out/summary.json"), TrainSummary.class))
                .isEqualTo(summary);
        assertThat(dir.resolve("out/curves.html")).content().contains("<svg");
        List<String> messages = SampleFile.read(validation).stream()
                .map(sample -> sample.prompt().get(sample.prompt().size() - 1).content())
                .toList();
        assertThat(JsonLines.readAll(dir.resolve("out/answers.jsonl"), SampleAnswer.class))
                .isNotEmpty()
                .allSatisfy(answer -> assertThat(messages).contains(answer.question()));
    }

    @Test
    void theProbesAreOfTheStateThatIsSaved() {
        Path base = base(true);
        // Steps so large that the loss soon grows again: the best step is not the last.
        TrainConfig config = TinyBase.with(
                TinyBase.with(TinyBase.config(Mode.LORA, false, 25), TinyBase.optimizer(0.3)),
                new EvaluationConfig(1, 3, true),
                0);
        TrainSummary summary = run(config, new ReferenceDevice(), base, "out");
        assertThat(summary.resultStep()).isLessThan(summary.steps());

        Probes probes = Probes.read(dir.resolve("out/probes.json"));
        assertThat(probes.samples()).isEqualTo("validation");
        assertThat(probes.precision()).isEqualTo("float32");
        assertThat(probes.base()).isEqualTo("stored");
        assertThat(probes.adapterSha256()).isEqualTo(Sha256.of(dir.resolve("out/adapter")));
        assertThat(probes.probes().stream().map(Probe::sample))
                .containsExactlyElementsOf(
                        SampleFile.read(validation).stream().map(Sample::id).toList());
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.load(base), ModelConfig.read(base));
            int[] prompt = encoder.prompt(SampleFile.read(validation).get(0).prompt());
            assertThat(probes.probes().get(0).prompt())
                    .isEqualTo(Arrays.stream(prompt).boxed().toList());
        }
        assertThat(deviation(base, Optional.of(dir.resolve("out/adapter"))).fits())
                .isTrue();
        assertThat(deviation(base, Optional.empty()).fits()).isFalse();
        assertThat(deviationOfCheckpoint(config, base, summary.steps()).fits()).isFalse();
    }

    @Test
    void neutralProbesHoldNoneOfTheSamplesAndWhatTheBaseMakesOfThem() throws IOException {
        Path base = base(true);
        run(TinyBase.config(Mode.LORA, false, 8), new ReferenceDevice(), base, "out");
        Probes neutral = Probes.read(dir.resolve("out/neutral-probes.json"));
        assertThat(neutral.samples()).isEqualTo(Probes.NEUTRAL);
        assertThat(neutral.adapterSha256()).isEqualTo(Sha256.of(dir.resolve("out/adapter")));
        assertThat(neutral.probes())
                .isNotEmpty()
                .allMatch(probe -> probe.sample().startsWith("neutral "));
        assertThat(neutral.withBase()).isTrue();
        List<List<Integer>> prompts = Probes.read(dir.resolve("out/probes.json")).probes().stream()
                .map(Probe::prompt)
                .toList();
        assertThat(neutral.probes()).extracting(Probe::prompt).doesNotContainAnyElementsOf(prompts);

        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel alone = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
                LanguageModel trained =
                        LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(dir.resolve("out/adapter")))) {
            for (String file : List.of("out/probes.json", "out/neutral-probes.json")) {
                Probes probes = Probes.read(dir.resolve(file));
                Agreement found = Agreement.of(probes, trained);
                assertThat(found.distance()).isLessThan(0.001);
                assertThat(found.share()).isCloseTo(1, within(0.01));
                assertThat(Agreement.of(probes, alone).share()).isCloseTo(0, within(0.01));
            }
        }
    }

    @Test
    void aTemplateThatRefusesTheNeutralPromptsIsTrainedAllTheSame() throws IOException {
        Path base = base(true);
        Path config = base.resolve("tokenizer_config.json");
        String refusal = "{% if 'The train leaves' in messages[0]['content'] %}{{ raise_exception('no') }}{% endif %}";
        ObjectNode changed = (ObjectNode) Json.readTree(config);
        Json.write(config, changed.put("chat_template", refusal + ChatTemplate.CHATML));
        TrainSummary summary = run(TinyBase.config(Mode.LORA, false, 1), new ReferenceDevice(), base, "out");
        assertThat(summary.steps()).isPositive();
        assertThat(Probes.read(dir.resolve("out/neutral-probes.json")).probes()).isEmpty();
        assertThat(Probes.read(dir.resolve("out/probes.json")).probes()).isNotEmpty();
    }

    private Deviation deviationOfCheckpoint(TrainConfig config, Path base, int step) {
        Path parameters =
                dir.resolve(String.format(Locale.ROOT, "out/checkpoints/step-%06d/parameters.safetensors", step));
        Trainable adapters = Trainable.adapters(config.lora().spec(config.seed()));
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(device, base, adapters, Optional.empty());
                SafetensorsFile file = SafetensorsFile.open(parameters)) {
            model.trainableParameters().forEach((name, parameter) -> parameter.write(file.floats(name)));
            return Deviation.of(Probes.read(dir.resolve("out/probes.json")), model);
        }
    }

    private Deviation deviation(Path base, Optional<Path> adapter) {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(device, base, Trainable.NOTHING, adapter)) {
            return Deviation.of(Probes.read(dir.resolve("out/probes.json")), model);
        }
    }

    @Test
    void withoutValidationSamplesTrainingPromptsAreProbed() {
        FineTuning.run(
                TinyBase.config(Mode.LORA, false, 1),
                new ReferenceDevice(),
                base(true),
                List.of(train),
                Optional.empty(),
                dir.resolve("out"),
                Progress.SILENT);
        Probes probes = Probes.read(dir.resolve("out/probes.json"));
        assertThat(probes.samples()).isEqualTo("training");
        assertThat(probes.probes()).hasSize(16);
    }

    @Test
    void theAdapterIsWhatWasTrained() {
        Path base = base(true);
        TrainSummary summary = run(TinyBase.config(Mode.LORA, false, 4), new ReferenceDevice(), base, "out");
        // a loss measured anew, on base and adapter as they are on disk
        try (ReferenceDevice device = new ReferenceDevice()) {
            TrainingData data = TrainingData.load(
                    TinyBase.config(Mode.LORA, false, 4),
                    ModelConfig.read(base),
                    base,
                    List.of(validation),
                    Optional.empty());
            MicroBatch batch = new MicroBatch(data.train());
            LanguageModel adapted =
                    LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(dir.resolve("out/adapter")));
            try (Pass pass = device.inferencePass()) {
                Loss loss = adapted.forward(
                                pass, batch.ids(), Targets.of(batch.targets()), batch.packing(), KeptLayers.ALL)
                        .loss();
                assertThat(loss.sum() / loss.count()).isCloseTo(summary.validationLoss(), within(1e-6));
                assertThat(loss.sum() / loss.count())
                        .isLessThan(metrics("out").get(0).loss() - 0.1);
            }
        }
        assertThat(summary.resultStep()).isEqualTo(summary.steps());
    }

    @Test
    void fullTrainingFromNothingWritesAModelThatLoads() throws IOException {
        Path base = base(false);
        List<String> text = List.of(
                "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "chat_template.json");
        for (String name : text) {
            Files.writeString(base.resolve(name), "{}");
        }
        Files.createDirectory(base.resolve("additional_chat_templates"));
        Files.writeString(base.resolve("additional_chat_templates/tool_use.jinja"), "{{ messages }}");
        TrainSummary summary = run(TinyBase.config(Mode.FULL, true, 10), new ReferenceDevice(), base, "out");
        assertThat(dir.resolve("out/model/additional_chat_templates/tool_use.jinja"))
                .exists();
        assertThat(text)
                .allSatisfy(name ->
                        assertThat(dir.resolve("out/model").resolve(name)).exists());
        assertThat(summary.trainLoss()).isLessThan(0.5 * losses("out").get(0));
        Path model = dir.resolve("out/model");
        try (Stream<Path> files = Files.list(model)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .contains("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
        }
        // the same model as the base of another run, which begins where this one ended
        TrainSummary next = run(TinyBase.config(Mode.FULL, false, 1), new ReferenceDevice(), model, "next");
        assertThat(losses("next").get(0)).isLessThan(0.5 * losses("out").get(0));
        assertThat(next.steps()).isEqualTo(4);
    }

    @Test
    void theSameSeedGivesTheSameLossesAndAnotherOneOthers() {
        Path base = base(true);
        TrainConfig config = TinyBase.with(TinyBase.config(Mode.LORA, false, 2), TinyBase.batch(4, 96, 0.1));
        run(config, new ReferenceDevice(), base, "a");
        run(config, new ReferenceDevice(), base, "b");
        assertThat(losses("a")).isEqualTo(losses("b"));
        TrainConfig other = TinyBase.with(config, "seed", 12);
        run(other, new ReferenceDevice(), base, "c");
        assertThat(losses("c")).isNotEqualTo(losses("a"));
    }

    /** The same run on another device: float32 against float64, so the losses part slowly. */
    @Test
    void theFastDeviceFollowsTheReference() {
        Path base = base(true);
        TrainConfig config = TinyBase.config(Mode.FULL, false, 3);
        run(config, new ReferenceDevice(), base, "reference");
        try (Device device = Devices.all().stream()
                .filter(provider -> provider.name().equals("onednn"))
                .findFirst()
                .orElseThrow()
                .open(2)) {
            run(config, device, base, "onednn");
            run(config, device, base, "again");
        }
        assertThat(losses("again")).isEqualTo(losses("onednn"));
        List<Double> reference = losses("reference");
        List<Double> fast = losses("onednn");
        assertThat(reference).hasSize(12);
        for (int i = 0; i < reference.size(); i++) {
            assertThat(fast.get(i)).as("step %d", i + 1).isCloseTo(reference.get(i), withinPercentage(0.1));
        }
        assertThat(reference.get(11)).isLessThan(0.7 * reference.get(0));
    }

    @Test
    void theFirstUpdateOfAWarmupHasRateZero() {
        run(TinyBase.config(Mode.LORA, false, 10), new ReferenceDevice(), base(true), "out");
        assertThat(metrics("out").get(0).learningRate()).isZero();
        assertThat(metrics("out").get(1).learningRate()).isEqualTo(0.01 / 4);
        assertThat(metrics("out").get(3).validationLoss()).isNotNull();
        assertThat(metrics("out").get(2).validationLoss()).isNull();
    }

    @Test
    void earlyStoppingEndsTheRunAndTheBestStateIsTheResult() {
        // a rate so high that the loss on other samples soon rises
        TrainConfig config = TinyBase.with(
                TinyBase.with(TinyBase.config(Mode.FULL, false, 60), TinyBase.optimizer(0.3)),
                new EvaluationConfig(1, 3, true),
                0);
        TrainSummary summary = run(config, new ReferenceDevice(), base(true), "out");
        assertThat(summary.stoppedEarly()).isTrue();
        assertThat(summary.steps()).isLessThan(240);
        assertThat(summary.bestStep()).isEqualTo(summary.steps() - 3);
        assertThat(summary.resultStep()).isEqualTo(summary.bestStep());
        List<StepMetrics> metrics = metrics("out");
        assertThat(metrics).hasSize(summary.steps());
        assertThat(metrics.get(summary.resultStep() - 1).validationLoss()).isEqualTo(summary.validationLoss());
        assertThat(folders())
                .containsExactlyInAnyOrder(
                        String.format("step-%06d", summary.resultStep()), String.format("step-%06d", summary.steps()));

        // the written model has the validation loss of the best step, not of the last
        TrainConfig look = TinyBase.with(TinyBase.config(Mode.FULL, false, 1), TinyBase.optimizer(1e-30));
        TrainSummary again = run(look, new ReferenceDevice(), dir.resolve("out/model"), "look");
        assertThat(again.validationLoss()).isCloseTo(summary.validationLoss(), within(1e-6));
    }

    private List<String> folders() {
        try (Stream<Path> files = Files.list(dir.resolve("out/checkpoints"))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLossThatIsNoNumberStopsTheRunAndKeepsTheLastGoodCheckpoint() {
        TrainConfig config = TinyBase.with(
                TinyBase.with(TinyBase.config(Mode.LORA, false, 5), TinyBase.batch(4, 1000, 0)),
                new EvaluationConfig(0, 0, true),
                2);
        RecordingDevice device = new RecordingDevice(new ReferenceDevice(), 4);
        Path base = base(true);
        assertThatThrownBy(() -> FineTuning.run(
                        config, device, base, List.of(train), Optional.empty(), dir.resolve("out"), Progress.SILENT))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("The loss became NaN at step 4")
                .hasMessageMatching(".*samples s\\d+, s\\d+, s\\d+, s\\d+\\. .*")
                .hasMessageContaining("step-000002");
        assertThat(folders()).containsExactly("step-000002");
        assertThat(metrics("out")).hasSize(3);
    }

    @Test
    void samplesThatAreTooLongAreAnErrorOrCountedInTheSummary() {
        Path base = base(true);
        TrainConfig strict = TinyBase.with(
                TinyBase.config(Mode.LORA, false, 1), "batch/maxSequenceLength", shorterThanTheLongest(base));
        assertThatThrownBy(() -> run(strict, new ReferenceDevice(), base, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is longer than")
                .hasMessageContaining("batch.longer_samples");
        assertThat(dir.resolve("out/metrics.jsonl")).doesNotExist();
        TrainSummary cut = run(
                TinyBase.with(strict, "batch/longerSamples", LongerSamples.TRUNCATE),
                new ReferenceDevice(),
                base,
                "truncated");
        assertThat(cut.truncatedSamples()).isPositive();
        assertThat(cut.droppedSamples()).isZero();
        assertThat(cut.trainSamples()).isEqualTo(16);
        TrainSummary left = run(
                TinyBase.with(strict, "batch/longerSamples", LongerSamples.DROP),
                new ReferenceDevice(),
                base,
                "dropped");
        assertThat(left.droppedSamples()).isEqualTo(cut.truncatedSamples());
        assertThat(left.truncatedSamples()).isZero();
        assertThat(left.trainSamples() + left.validationSamples() + left.droppedSamples())
                .isEqualTo(cut.trainSamples() + cut.validationSamples());
        assertThat(left.tokens()).isLessThan(cut.tokens());
    }

    private int shorterThanTheLongest(Path base) {
        return TrainingData.load(
                                TinyBase.config(Mode.LORA, false, 1),
                                ModelConfig.read(base),
                                base,
                                List.of(train),
                                Optional.empty())
                        .train()
                        .stream()
                        .mapToInt(TrainingSample::length)
                        .max()
                        .orElseThrow()
                - 1;
    }

    /** A conversation of three turns: the last answer is learnt, or every answer, or everything. */
    @Test
    void earlierAnswersAreLearntWhereTheConfigurationSaysSo() {
        Path base = base(true);
        List<Message> turns = List.of(
                Message.user("My card is lost"), Message.assistant("Which card"), Message.user("My account card"));
        SampleFile.write(
                train, List.of(new Sample("s", "g", null, turns, "{\"about\":\"card\"}", null, Map.of(), null)));
        Map<LossOn, Long> targets = new EnumMap<>(LossOn.class);
        for (LossOn lossOn : LossOn.values()) {
            TrainConfig config = TinyBase.with(TinyBase.config(Mode.LORA, false, 30), "lossOn", lossOn);
            run(config, new ReferenceDevice(), base, lossOn.name());
            List<StepMetrics> metrics = metrics(lossOn.name());
            targets.put(lossOn, metrics.get(0).targetTokens());
            assertThat(metrics.get(29).loss())
                    .as("%s", lossOn)
                    .isLessThan(0.7 * metrics.get(0).loss());
        }
        int earlier;
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            earlier = tokenizer.encode("Which card", false).length + 1; // and its end
        }
        long completion = targets.getOrDefault(LossOn.COMPLETION, 0L);
        assertThat(targets).containsEntry(LossOn.ASSISTANT, completion + earlier);
        assertThat(targets.get(LossOn.ALL)).isGreaterThan(completion + earlier);
    }

    @Test
    void aFinishedRunIsNotTrainedAgain() {
        Path base = base(true);
        TrainConfig config = TinyBase.config(Mode.LORA, false, 1);
        TrainSummary first = run(config, new ReferenceDevice(), base, "out");
        assertThat(run(config, new ReferenceDevice(), base, "out")).isEqualTo(first);
        assertThat(metrics("out")).hasSize(first.steps());
    }

    @Test
    void aCheckpointOfAnotherConfigurationOrOtherDataIsRefused() {
        Path base = base(true);
        TrainConfig config = TinyBase.config(Mode.LORA, false, 1);
        run(config, new ReferenceDevice(), base, "out");
        assertThatThrownBy(
                        () -> run(TinyBase.with(config, TinyBase.optimizer(0.02)), new ReferenceDevice(), base, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("optimizer.learningRate was 0.01 and is 0.02");
        train = TinyBase.writeSamples(train, 0, 15);
        assertThatThrownBy(() -> run(config, new ReferenceDevice(), base, "out"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("the training samples changed");
    }
}
