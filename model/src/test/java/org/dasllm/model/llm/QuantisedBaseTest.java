package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.TinyModel;
import org.dasllm.model.lora.AdapterFixture;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Nf4Matrix;
import org.dasllm.tensor.Nf4Quantiser;
import org.dasllm.tensor.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QLoRA: adapters beside linear weights in NF4. */
class QuantisedBaseTest {
    private static final Set<String> WHOLE = Set.of("model.embed_tokens.weight", "lm_head.weight");

    @TempDir
    Path dir;

    static List<String> devices() {
        return EveryDevice.names();
    }

    private static LoraSpec spec(boolean dora) {
        return new LoraSpec(4, 8, false, dora, 0, Set.of("all-linear", "lm_head"), Set.of(), Map.of(), Map.of(), 3);
    }

    private static Path base() {
        return new AdapterFixture("head-untied").base();
    }

    private static float[] widened(String name, int rows, int columns) {
        try (SafetensorsFile file = SafetensorsFile.open(base().resolve("model.safetensors"))) {
            Nf4Matrix quantised = Nf4Quantiser.quantise(HostMatrix.of(rows, columns, file.floats(name)));
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = quantised.value(i);
            }
            return values;
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void linearWeightsAreRoundedAndNothingElse(String deviceName) {
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel plain = LanguageModel.load(device, base(), Trainable.NOTHING, Optional.empty());
            LanguageModel model = load(device, false);
            Map<String, float[]> exact = MergedWeights.of(plain);
            MergedWeights.of(model).forEach((name, values) -> {
                float[] stored = exact.getOrDefault(name, new float[0]);
                if (name.contains("norm") || WHOLE.contains(name)) {
                    assertThat(values).as(name).isEqualTo(stored);
                } else {
                    int columns = columns(name);
                    assertThat(values).as(name).isEqualTo(widened(name, values.length / columns, columns));
                    assertThat(values).as(name).isNotEqualTo(stored);
                }
            });
        }
    }

    private static int columns(String name) {
        try (SafetensorsFile file = SafetensorsFile.open(base().resolve("model.safetensors"))) {
            return (int) file.info(name).shape()[1];
        }
    }

    private static LanguageModel load(Device device, boolean dora) {
        return LanguageModel.load(device, base(), Trainable.adapters(spec(dora), FrozenBase.NF4), Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void adaptersBesideItLearnAsBesideItsWidenedWeights(String deviceName) {
        AdapterFixture.Sample sample =
                new AdapterFixture("head-untied").samples().get(0);
        Path widened = dir.resolve("widened");
        try (Device device = EveryDevice.reference()) {
            load(device, false).saveFull(widened, DType.F32);
        }
        for (boolean dora : new boolean[] {false, true}) {
            try (Device device = EveryDevice.open(deviceName)) {
                LanguageModel quantised = load(device, dora);
                LanguageModel plain =
                        LanguageModel.load(device, widened, Trainable.adapters(spec(dora)), Optional.empty());
                assertThat(quantised.trainableParameters().keySet())
                        .isEqualTo(plain.trainableParameters().keySet());
                for (LanguageModel model : List.of(quantised, plain)) {
                    TinyModel.scramble(model.trainableParameters(), 5);
                    TinyModel.backward(model, sample.ids(), sample.targets(), 0.1);
                }
                quantised.trainableParameters().forEach((name, parameter) -> {
                    float[] expected = Objects.requireNonNull(
                                    plain.trainableParameters().get(name))
                            .readGradient();
                    float largest = 0;
                    for (float value : expected) {
                        largest = Math.max(largest, Math.abs(value));
                    }
                    assertThat(largest).as(name).isPositive();
                    assertThat(parameter.readGradient())
                            .as(name)
                            .containsExactly(expected, Offset.offset(1e-5f * largest));
                });
            }
        }
    }

    @Test
    void doraBeginsWithTheNormsOfTheRoundedRows() {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = load(device, true);
            Parameter magnitude = Objects.requireNonNull(model.trainableParameters()
                    .get("base_model.model.model.layers.1.mlp.up_proj.lora_magnitude_vector"));
            int columns = columns("model.layers.1.mlp.up_proj.weight");
            float[] weight = widened("model.layers.1.mlp.up_proj.weight", magnitude.columns(), columns);
            float[] norms = magnitude.read();
            for (int row = 0; row < norms.length; row++) {
                double sum = 0;
                for (int i = 0; i < columns; i++) {
                    sum += Math.pow(weight[row * columns + i], 2);
                }
                assertThat((double) norms[row]).isCloseTo(Math.sqrt(sum), Offset.offset(1e-6));
            }
        }
    }
}
