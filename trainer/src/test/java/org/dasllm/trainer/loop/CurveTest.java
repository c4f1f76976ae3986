package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.llm.FrozenBase;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.Fixture;
import org.dasllm.trainer.config.BatchConfig;
import org.dasllm.trainer.config.LongerSamples;
import org.dasllm.trainer.config.LoraConfig;
import org.dasllm.trainer.config.OptimizerConfig;
import org.dasllm.trainer.config.Recompute;
import org.dasllm.trainer.config.SampleOrder;
import org.dasllm.trainer.config.Schedule;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.objective.Objective;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A hundred updates of an adapter beside transformers and PEFT, from the same start and with the same batches. */
class CurveTest {
    private static final double LOSS_CLOSE_PERCENT = 0.1;
    private static final double LOGITS_CLOSE = 1e-2;

    static Stream<Arguments> curves() {
        return EveryDevice.names().stream()
                .flatMap(device -> Stream.of("llama", "qwen2", "gemma2", "llama-dora", "llama-qlora")
                        .map(curve -> Arguments.of(curve, device)));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void everyLossIsThatOfPeft(String curve, String deviceName) {
        JsonNode facts = Fixture.json("curves/" + curve + "/facts.json");
        JsonNode reference = Fixture.json("curves/" + curve + "/curve.json");
        double[] losses = Fixture.doubles(reference.path("losses"));
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel model = load(device, curve, facts);
            OptimizerConfig optimizer = optimizer(facts);
            AdamW adamW = device.adamW(List.copyOf(model.trainableParameters().values()), optimizer.settings());
            Learner learner = new Learner(model, Objective.TOKENS, KeptLayers.ALL, adamW);
            Update update = new Update(learner, BATCH, optimizer, 0, losses.length);
            JsonNode batches = Fixture.json("curves/batches.json");
            double greatest = 0;
            for (int step = 0; step < losses.length; step++) {
                Update.Made made = update.make(samples(batches.get(step)), step, (what, value) -> {});
                assertThat(made.sums().targets())
                        .isEqualTo(reference.path("targets").get(step).asLong());
                assertThat(made.learningRate())
                        .isCloseTo(reference.path("rates").get(step).asDouble(), withinPercentage(1e-10));
                assertThat(made.sums().loss())
                        .as("loss of update %d", step)
                        .isCloseTo(losses[step], withinPercentage(LOSS_CLOSE_PERCENT));
                greatest = Math.max(greatest, Math.abs(made.sums().loss() / losses[step] - 1));
            }
            System.out.printf(
                    "curve %s on %s: greatest relative difference of a loss %.1e, of a final logit %.1e%n",
                    curve, deviceName, greatest, finalLogits(model, curve));
            assertThat(finalLogits(model, curve)).isLessThan(LOGITS_CLOSE);
        }
        // the reference's curve is worth following: it falls, and not to nothing
        assertThat(mean(losses, losses.length - 5)).isLessThan(0.7 * mean(losses, 0));
        assertThat(Arrays.stream(losses).min().orElseThrow()).isGreaterThan(0.1);
    }

    /** Room for a quarter of a step, so that a step is several micro-batches, and not those of the reference. */
    private static final BatchConfig BATCH =
            new BatchConfig(8, 40, 0, LongerSamples.ERROR, SampleOrder.SHUFFLED, Recompute.OFF, 0);

    private static double mean(double[] values, int from) {
        return Arrays.stream(values, from, from + 5).average().orElseThrow();
    }

    private static LanguageModel load(Device device, String curve, JsonNode facts) {
        Path folder = Fixture.path("curves/" + curve);
        JsonNode adapter = facts.path("adapter");
        LoraConfig lora = new LoraConfig(
                adapter.path("r").asInt(),
                adapter.path("lora_alpha").asDouble(),
                List.of("all-linear"),
                List.of(),
                false,
                adapter.path("use_dora").asBoolean(),
                0,
                Map.of(),
                Map.of(),
                facts.path("nf4_base").asBoolean() ? FrozenBase.NF4 : FrozenBase.STORED);
        return LanguageModel.load(
                device,
                folder.resolve("base"),
                Trainable.adapters(lora.spec(0), lora.base()),
                Optional.of(folder.resolve("start")));
    }

    private static OptimizerConfig optimizer(JsonNode facts) {
        int steps = facts.path("steps").asInt();
        return new OptimizerConfig(
                facts.path("learning_rate").asDouble(),
                Schedule.COSINE,
                facts.path("warmup").asDouble() / steps,
                0,
                facts.path("weight_decay").asDouble(),
                facts.path("beta1").asDouble(),
                facts.path("beta2").asDouble(),
                facts.path("epsilon").asDouble(),
                facts.path("max_norm").asDouble());
    }

    /** The samples of a step; a label belongs to the row before it. */
    private static List<TrainingSample> samples(JsonNode step) {
        List<TrainingSample> samples = new ArrayList<>();
        for (JsonNode microBatch : step) {
            for (JsonNode sample : microBatch) {
                int[] ids = Fixture.ints(sample.path("ids"));
                int[] labels = Fixture.ints(sample.path("labels"));
                samples.add(new TrainingSample(
                        "s" + samples.size(),
                        Arrays.copyOf(ids, ids.length - 1),
                        Arrays.copyOfRange(labels, 1, labels.length),
                        1));
            }
        }
        return samples;
    }

    /** By how much a logit differs from that of the adapter that PEFT trained, on texts that were not trained on. */
    private static double finalLogits(LanguageModel model, String curve) {
        double greatest = 0;
        JsonNode probe = Fixture.json("curves/probe.json");
        try (SafetensorsFile expected = Fixture.tensors("curves/" + curve + "/probe.safetensors")) {
            for (int i = 0; i < probe.size(); i++) {
                int[] ids = Fixture.ints(probe.get(i).path("ids"));
                try (Pass pass = model.device().inferencePass()) {
                    float[] logits = model.logits(pass, ids, new Packing(ids.length));
                    greatest = Math.max(
                            greatest, Fixture.greatestDifference(logits, expected.floats("final.logits." + i)));
                }
            }
        }
        return greatest;
    }
}
