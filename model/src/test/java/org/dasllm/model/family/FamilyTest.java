package org.dasllm.model.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.TrainingStep;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family on every device against transformers and PEFT: logits, losses and the gradients of every adapter tensor. */
class FamilyTest {

    static Stream<String> fixtures() {
        return Stream.concat(FamilyFixture.FLOAT32.stream(), FamilyFixture.NARROW.stream());
    }

    static Stream<Arguments> devicesAndFixtures() {
        return FamilyFixture.onEveryDevice(fixtures().toList());
    }

    static Stream<Arguments> devicesAndBfloat16Fixtures() {
        return FamilyFixture.onEveryDevice(List.of("llama3-bf16", "gemma2-bf16"));
    }

    /** The float64 reference is held to what float32 costs transformers itself; it differs in the rounding alone. */
    private static double bound(String device, FamilyFixture fixture, String what, double float32Bound) {
        return device.equals("reference") ? 2 * fixture.rounding(what) : float32Bound;
    }

    @ParameterizedTest
    @MethodSource("devicesAndFixtures")
    void logitsAreThoseOfTransformers(String deviceName, String name) {
        FamilyFixture fixture = FamilyFixture.of(name);
        double bound = bound(deviceName, fixture, "logits", 1e-4);
        try (Device device = EveryDevice.open(deviceName)) {
            try (LanguageModel model = fixture.load(device)) {
                assertThat(Distance.largest(logits(model, fixture), fixture.reference("logits")))
                        .isLessThan(bound);
            }
            try (LanguageModel model = fixture.loadAdapted(device)) {
                assertThat(Distance.largest(logits(model, fixture), fixture.reference("adapter.logits")))
                        .isLessThan(bound);
            }
        }
    }

    private static float[] logits(LanguageModel model, FamilyFixture fixture) {
        try (Pass pass = model.device().inferencePass()) {
            return model.logits(pass, fixture.ids(), fixture.packing());
        }
    }

    @ParameterizedTest
    @MethodSource("devicesAndFixtures")
    void lossesAndGradientsAreThoseOfTransformersAndPeft(String deviceName, String name) {
        FamilyFixture fixture = FamilyFixture.of(name);
        try (Device device = EveryDevice.open(deviceName);
                LanguageModel model = fixture.loadAdapted(device);
                Pass pass = device.trainingPass()) {
            TrainingStep step = model.forward(
                    pass, fixture.ids(), Targets.of(fixture.targets()), fixture.packing(), KeptLayers.ALL);
            int targets = step.loss().count();
            assertThat(targets).isEqualTo(fixture.facts().get("targets").asInt());
            double expected = fixture.facts().get("adapter_loss").asDouble();
            assertThat(Math.abs(step.loss().sum() / targets - expected) / expected)
                    .isLessThan(1e-5);
            assertThat(Distance.relative(step.loss().rows(), fixture.reference("adapter.token_losses")))
                    .isLessThan(1e-5);
            step.backward(1.0 / targets);
            Map<String, Parameter> trained = model.trainableParameters();
            Map<String, float[]> gradients = fixture.gradients("adapter_gradients");
            assertThat(trained.keySet()).isEqualTo(gradients.keySet());
            double bound = bound(deviceName, fixture, "gradients_relative_l2", 1e-5);
            trained.forEach((tensor, parameter) -> assertThat(
                            Distance.relative(parameter.readGradient(), gradients.getOrDefault(tensor, new float[0])))
                    .as(tensor)
                    .isLessThan(bound));
        }
    }

    @ParameterizedTest
    @MethodSource("devicesAndBfloat16Fixtures")
    void bfloat16GradientsPointWhereFloat32OnesDo(String deviceName, String name) {
        Assumptions.assumeTrue(
                EveryDevice.precisions(deviceName).contains(Precision.BFLOAT16),
                () -> "Skipped: " + deviceName + " has no bfloat16 here");
        FamilyFixture fixture = FamilyFixture.of(name);
        try (Device device = EveryDevice.open(deviceName, Precision.BFLOAT16);
                LanguageModel model = fixture.loadAdapted(device);
                Pass pass = device.trainingPass()) {
            TrainingStep step = model.forward(
                    pass, fixture.ids(), Targets.of(fixture.targets()), fixture.packing(), KeptLayers.ALL);
            int targets = step.loss().count();
            double expected = fixture.facts().get("adapter_loss").asDouble();
            assertThat(Math.abs(step.loss().sum() / targets - expected) / expected)
                    .isLessThan(5e-3);
            step.backward(1.0 / targets);
            Map<String, float[]> inFloat32 = fixture.gradients("adapter_gradients");
            model.trainableParameters()
                    .forEach((tensor, parameter) -> assertThat(Distance.cosine(
                                    parameter.readGradient(), inFloat32.getOrDefault(tensor, new float[0])))
                            .as(tensor)
                            .isGreaterThanOrEqualTo(0.999));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void bothSpellingsOfAConfigurationMeanTheSame(String name) {
        FamilyFixture fixture = FamilyFixture.of(name);
        ModelConfig newer = ModelConfig.of(fixture.config("config"));
        ModelConfig classic = ModelConfig.of(fixture.config("config-classic"));
        assertThat(newer).usingRecursiveComparison().ignoringFields("files").isEqualTo(classic);
        assertThat(List.of(newer.layers(), newer.vocabularySize()))
                .containsExactly(
                        fixture.config("config").get("num_hidden_layers").asInt(),
                        fixture.config("config").get("vocab_size").asInt());
    }
}
