package org.dasllm.bench.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.cli.pipeline.PipelineConfig;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.chat.SampleEncoder;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.tokenizer.Tokenizer;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.trainer.config.TrainConfig;
import org.dasllm.trainer.data.EpochOrder;
import org.dasllm.trainer.data.TrainingData;
import org.dasllm.trainer.data.TrainingSample;

/**
 * Writes down what the training of a curated run learns from, step by step, for {@code tools/reference/same_training.py}:
 *
 * <pre>
 * out/start/         the adapter before the first update, in PEFT's layout
 * out/steps.jsonl    {"samples": [{"ids": [...], "targets": [...]}, ...]} for every update; targets of -100 are not learnt
 * out/prompts.jsonl  {"id": ..., "ids": [...]} for every question of the test
 * out/about.json     the base model's folder, the tokens that end an answer, the most new tokens, the rate and its schedule
 * </pre>
 */
public final class TrainingRecord {
    private TrainingRecord() {}

    /** The configuration and the folder to write. */
    public static void main(String... arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("Usage: TrainingRecord <config.yaml> <out folder>");
        }
        PipelineConfig config = ConfigurationFile.read(Path.of(arguments[0]), Map.of(), PipelineConfig.class);
        AtomicFile.writeDirectory(Path.of(arguments[1]), out -> write(config, out));
    }

    private static void write(PipelineConfig config, Path out) throws java.io.IOException {
        Path base = config.student().base();
        Path dataset = config.folder().resolve("dataset");
        TrainConfig train = config.train();
        try (Device device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(
                        device, base, Trainable.adapters(train.lora().spec(train.seed())), Optional.empty())) {
            model.saveAdapter(Files.createDirectories(out.resolve("start")));
        }
        ModelConfig shape = ModelConfig.read(base);
        TrainingData data =
                TrainingData.load(train, shape, base, List.of(dataset.resolve("train.jsonl")), Optional.empty());
        Files.write(out.resolve("steps.jsonl"), steps(train, data));
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            SampleEncoder encoder = new SampleEncoder(tokenizer, ChatTemplate.load(base), shape);
            List<String> prompts = new ArrayList<>();
            for (Sample sample : SampleFile.read(dataset.resolve("test.jsonl"))) {
                prompts.add(Json.line(Map.of("id", sample.id(), "ids", encoder.prompt(sample.prompt()))));
            }
            Files.write(out.resolve("prompts.jsonl"), prompts);
            Json.write(
                    out.resolve("about.json"),
                    Map.of(
                            "base",
                            base.toString(),
                            "end_tokens",
                            tokenizer.endTokens(shape.endTokens()),
                            "max_new_tokens",
                            config.student().maxNewTokens(),
                            "optimizer",
                            train.optimizer()));
        }
    }

    private static List<String> steps(TrainConfig train, TrainingData data) {
        EpochOrder order = data.order(train);
        return IntStream.range(0, train.epochs() * order.stepsPerEpoch())
                .mapToObj(step -> {
                    List<Map<String, int[]>> samples = new ArrayList<>();
                    for (int index : order.samples(step)) {
                        TrainingSample seen = data.dropout().apply(data.train().get(index), order.epoch(step), index);
                        samples.add(Map.of("ids", seen.ids(), "targets", seen.targets()));
                    }
                    return Json.line(Map.of("samples", samples));
                })
                .toList();
    }
}
