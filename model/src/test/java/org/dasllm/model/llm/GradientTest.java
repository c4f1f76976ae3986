package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.TinyModel;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole model's gradients, with every part of it away from where it starts. */
class GradientTest {
    private static final double SCALE = 0.37;

    @TempDir
    Path dir;

    static List<String> others() {
        return EveryDevice.others();
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void everyWeightsGradientIsTheSlopeOfTheLoss(boolean tied, boolean bias) {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = full(device, tied, bias);
            assertThat(model.trainableParameters()).hasSize((bias ? 16 : 9) * 2 + (tied ? 2 : 3));
            assertSlopes(model);
        }
    }

    @Test
    void everyGradientOfAGemmaIsTheSlopeOfTheLoss() {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = LanguageModel.random(device, TinyModel.gemma(), 1);
            TinyModel.scramble(model.trainableParameters(), 2);
            // Seven weights, four biases, four norms and two by head in each layer; embedding and last norm.
            assertThat(model.trainableParameters()).hasSize((7 + 4 + 4 + 2) * 2 + 2);
            assertSlopes(model);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, all-linear, 14",
        "false, all-linear, 14",
        "false, lm_head, 1",
        "true, lm_head, 1",
        "true, layers.1.mlp.up_proj, 1"
    })
    void everyAdapterTensorsGradientIsTheSlopeOfTheLoss(boolean tied, String target, int adapters) {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = adapted(device, tied, target);
            assertThat(model.trainableParameters()).hasSize(2 * adapters);
            assertSlopes(model);
        }
    }

    /** Central differences in float64, one number of one parameter at a time. */
    private static void assertSlopes(LanguageModel model) {
        Map<String, float[]> gradients = gradients(model);
        double step = 1e-5;
        model.trainableParameters().forEach((name, parameter) -> {
            double[] values = ReferenceDevice.values(parameter);
            double[] slopes = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                double value = values[i];
                values[i] = value + step;
                double above = loss(model);
                values[i] = value - step;
                double below = loss(model);
                values[i] = value;
                slopes[i] = SCALE * (above - below) / (2 * step);
            }
            float[] gradient = gradients.getOrDefault(name, new float[0]);
            assertThat(norm(slopes)).as(name + ": the parameter matters").isGreaterThan(1e-4);
            assertThat(distance(slopes, gradient)).as(name).isLessThan(1e-6);
        });
    }

    @ParameterizedTest
    @MethodSource("others")
    void everyDeviceGivesTheReferencesGradients(String deviceName) {
        for (boolean tied : new boolean[] {true, false}) {
            try (Device reference = EveryDevice.reference();
                    Device device = EveryDevice.open(deviceName)) {
                assertSameGradients(full(reference, tied, true), full(device, tied, true));
                assertSameGradients(adapted(reference, tied, "all-linear"), adapted(device, tied, "all-linear"));
            }
        }
    }

    private static void assertSameGradients(LanguageModel expected, LanguageModel actual) {
        assertThat(loss(actual)).isCloseTo(loss(expected), Offset.offset(1e-5 * Math.abs(loss(expected))));
        Map<String, float[]> expectedGradients = gradients(expected);
        gradients(actual).forEach((name, gradient) -> {
            float[] truth = expectedGradients.getOrDefault(name, new float[0]);
            assertThat(distance(doubles(truth), gradient)).as(name).isLessThanOrEqualTo(1e-5);
        });
    }

    private static LanguageModel full(Device device, boolean tied, boolean bias) {
        LanguageModel model = LanguageModel.random(device, TinyModel.config(tied, bias), 1);
        TinyModel.scramble(model.trainableParameters(), 2);
        return model;
    }

    /** A and B both away from zero. */
    private LanguageModel adapted(Device device, boolean tied, String target) {
        Path base = dir.resolve("base-" + tied);
        try (Device writer = EveryDevice.reference()) {
            full(writer, tied, true).saveFull(base, DType.F32);
        }
        LoraSpec spec = new LoraSpec(2, 3, Set.of(target), 4);
        LanguageModel model = LanguageModel.load(device, base, Trainable.adapters(spec), Optional.empty());
        TinyModel.scramble(model.trainableParameters(), 5);
        return model;
    }

    private static double loss(LanguageModel model) {
        try (Pass pass = model.device().inferencePass()) {
            return model.forward(
                            pass, TinyModel.ids(), Targets.of(TinyModel.targets()), TinyModel.PACKING, KeptLayers.ALL)
                    .loss()
                    .sum();
        }
    }

    private static Map<String, float[]> gradients(LanguageModel model) {
        try (Pass pass = model.device().trainingPass()) {
            TrainingStep step = model.forward(
                    pass, TinyModel.ids(), Targets.of(TinyModel.targets()), TinyModel.PACKING, KeptLayers.ALL);
            assertThat(step.loss().count()).isEqualTo(8);
            step.backward(SCALE);
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Map.Entry<String, Parameter> entry : model.trainableParameters().entrySet()) {
            gradients.put(entry.getKey(), entry.getValue().readGradient());
        }
        return gradients;
    }

    /** |expected − actual| / |expected|. */
    private static double distance(double[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double[] difference = new double[expected.length];
        for (int i = 0; i < expected.length; i++) {
            difference[i] = expected[i] - actual[i];
        }
        return norm(difference) / norm(expected);
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
