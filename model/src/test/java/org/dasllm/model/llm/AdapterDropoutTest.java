package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.TinyModel;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.lora.AdapterFixture;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dropout on the adapters of a whole model, its tied head's among them. */
class AdapterDropoutTest {
    private static final AdapterFixture FIXTURE = new AdapterFixture("head-tied");
    private static final AdapterFixture.Sample SAMPLE = FIXTURE.samples().get(0);

    static List<String> devices() {
        return EveryDevice.names();
    }

    private static LanguageModel load(Device device, boolean dora, double dropout) {
        LoraSpec spec = new LoraSpec(
                4,
                8,
                true,
                dora,
                dropout,
                Set.of("all-linear", "lm_head"),
                Set.of("k_proj"),
                Map.of("up_proj", 2),
                Map.of("o_proj", 5.0),
                3);
        LanguageModel model = LanguageModel.load(device, FIXTURE.base(), Trainable.adapters(spec), Optional.empty());
        // Small, since sharp attention makes roundings large.
        TinyModel.scramble(model.trainableParameters(), 5);
        model.trainableParameters().values().forEach(parameter -> {
            float[] values = parameter.read();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 0.5f;
            }
            parameter.write(values);
        });
        return model;
    }

    private static float[] losses(LanguageModel model, long seed) {
        try (Pass pass = model.device().trainingPass(seed)) {
            TrainingStep step = model.forward(
                    pass, SAMPLE.ids(), Targets.of(SAMPLE.targets()), new Packing(SAMPLE.ids().length), KeptLayers.ALL);
            step.backward(0.1);
            return step.loss().rows();
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aSeedDecidesWhatIsDroppedAndOnlyInTraining(String deviceName) {
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel dropping = load(device, false, 0.3);
            LanguageModel plain = load(device, false, 0);
            float[] first = losses(dropping, 1);
            assertThat(losses(dropping, 1)).isEqualTo(first);
            assertThat(losses(dropping, 2)).isNotEqualTo(first);
            assertThat(losses(plain, 1)).isNotEqualTo(first).isEqualTo(losses(plain, 2));
            try (Pass pass = device.inferencePass()) {
                Packing packing = new Packing(SAMPLE.ids().length);
                assertThat(dropping.logits(pass, SAMPLE.ids(), packing))
                        .isEqualTo(plain.logits(pass, SAMPLE.ids(), packing));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyDeviceDropsTheSame(String deviceName) {
        for (boolean dora : new boolean[] {false, true}) {
            try (Device reference = EveryDevice.reference();
                    Device device = EveryDevice.open(deviceName)) {
                LanguageModel expected = load(reference, dora, 0.3);
                LanguageModel actual = load(device, dora, 0.3);
                assertThat(losses(actual, 9)).containsExactly(losses(expected, 9), Offset.offset(1e-4f));
                Map<String, float[]> truth = gradients(expected);
                gradients(actual)
                        .forEach((name, gradient) -> assertThat(
                                        relative(gradient, truth.getOrDefault(name, new float[0])))
                                .as(name)
                                .isLessThanOrEqualTo(1e-5));
            }
        }
    }

    private static Map<String, float[]> gradients(LanguageModel model) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        model.trainableParameters().forEach((name, parameter) -> gradients.put(name, parameter.readGradient()));
        return gradients;
    }

    private static double relative(float[] actual, float[] expected) {
        double[] difference = new double[expected.length];
        Arrays.setAll(difference, i -> actual[i] - (double) expected[i]);
        double size = Math.sqrt(Arrays.stream(widened(expected)).map(x -> x * x).sum());
        assertThat(size).isPositive();
        return Math.sqrt(Arrays.stream(difference).map(x -> x * x).sum()) / size;
    }

    private static double[] widened(float[] values) {
        double[] widened = new double[values.length];
        Arrays.setAll(widened, i -> values[i]);
        return widened;
    }
}
