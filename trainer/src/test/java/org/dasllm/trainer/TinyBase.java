package org.dasllm.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.model.chat.ChatTemplate;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.tokenizer.BpeTrainer;
import org.dasllm.model.tokenizer.TokenizerFiles;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.trainer.config.BatchConfig;
import org.dasllm.trainer.config.EvaluationConfig;
import org.dasllm.trainer.config.LongerSamples;
import org.dasllm.trainer.config.LoraConfig;
import org.dasllm.trainer.config.LossOn;
import org.dasllm.trainer.config.Mode;
import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.config.Recompute;
import org.dasllm.trainer.config.SampleOrder;
import org.dasllm.trainer.config.SaveAs;
import org.dasllm.trainer.config.Schedule;
import org.dasllm.trainer.config.TrainConfig;

/** A random model of a few thousand weights, its tokenizer, and a task that it can learn. */
public final class TinyBase {
    public static final int SAMPLES = 20;

    private static final List<String> THINGS = List.of("card", "loan", "account", "cheque", "transfer");
    private static final List<String> STATES = List.of("lost", "late", "open", "wrong");

    private TinyBase() {}

    /** Writes config.json, the tokenizer and, where wished, random weights. */
    public static Path write(Path dir, boolean weights) {
        return write(dir, weights, 7);
    }

    /** The same with other random weights. */
    public static Path write(Path dir, boolean weights, long seed) {
        List<String> texts = samples().stream()
                .map(sample -> sample.prompt().get(0).content() + " " + sample.completion())
                .toList();
        int vocabulary = 300;
        TokenizerFiles.write(
                dir,
                new BpeTrainer(vocabulary, 2, List.of("<|im_start|>", "<|im_end|>")).train(texts),
                "<|im_end|>",
                64,
                ChatTemplate.CHATML);
        ModelConfig config =
                ModelConfig.llama(vocabulary, 16, 24, 2, 2, 1, 64).withTokens(OptionalInt.empty(), List.of(1));
        config.write(dir);
        if (weights) {
            try (ReferenceDevice device = new ReferenceDevice()) {
                LanguageModel model = LanguageModel.random(device, config, seed);
                // The head of a base that has learned nothing is too faint for an adapter to bring out anything.
                Parameter embedding =
                        Objects.requireNonNull(model.trainableParameters().get("model.embed_tokens.weight"));
                float[] values = embedding.read();
                for (int i = 0; i < values.length; i++) {
                    values[i] *= 25;
                }
                embedding.write(values);
                model.saveFull(dir, DType.F32);
            }
        }
        return dir;
    }

    /** Twenty samples of different lengths: what is the matter, and what is it about. */
    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (String thing : THINGS) {
            for (String state : STATES) {
                String prompt =
                        (samples.size() % 3 == 0 ? "Hello, please help me. " : "") + "My " + thing + " is " + state;
                samples.add(new Sample(
                        "s" + samples.size(),
                        "g",
                        null,
                        List.of(Message.user(prompt)),
                        "{\"about\":\"" + thing + "\"}",
                        null,
                        Map.of(),
                        null));
            }
        }
        return samples;
    }

    public static Path writeSamples(Path file, int from, int to) {
        SampleFile.write(file, samples().subList(from, to));
        return file;
    }

    public static TrainConfig config(Mode mode, boolean fromScratch, int epochs) {
        return new TrainConfig(
                mode,
                new LoraConfig(4, 8, List.of("all-linear")),
                fromScratch,
                SaveAs.F32,
                LossOn.COMPLETION,
                null,
                epochs,
                11,
                batch(4, 96, 0.0),
                optimizer(0.01),
                new EvaluationConfig(0, 0, true),
                0);
    }

    public static BatchConfig batch(int samplesPerStep, int maxTokens, double dropout) {
        return new BatchConfig(
                samplesPerStep, maxTokens, 0, LongerSamples.ERROR, SampleOrder.SHUFFLED, Recompute.AUTO, dropout);
    }

    public static OptimizerConfig optimizer(double learningRate) {
        return new OptimizerConfig(learningRate, Schedule.COSINE, 0.1, 0, 0.01, 0.9, 0.999, 1e-8, 1);
    }

    public static TrainConfig with(TrainConfig config, BatchConfig batch) {
        return with(config, "batch", batch);
    }

    public static TrainConfig with(TrainConfig config, OptimizerConfig optimizer) {
        return with(config, "optimizer", optimizer);
    }

    public static TrainConfig with(TrainConfig config, EvaluationConfig evaluation, int checkpointEverySteps) {
        return with(with(config, "evaluation", evaluation), "checkpointEverySteps", checkpointEverySteps);
    }

    /** The same configuration with another value at a place such as {@code batch/samplesPerStep}. */
    public static TrainConfig with(TrainConfig config, String place, Object value) {
        ObjectNode tree = Json.mapper().valueToTree(config);
        int slash = place.lastIndexOf('/');
        ObjectNode section = slash < 0 ? tree : (ObjectNode) tree.path(place.substring(0, slash));
        section.set(place.substring(slash + 1), Json.mapper().valueToTree(value));
        return Json.mapper().convertValue(tree, TrainConfig.class);
    }
}
