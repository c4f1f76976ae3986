package org.dasllm.model.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.FixedWeights;
import org.dasllm.model.TinyModel;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.family.Family;
import org.dasllm.model.family.FamilyFixture;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.TrainingStep;
import org.dasllm.model.weights.CheckpointWeights;
import org.dasllm.model.weights.InitialValues;
import org.dasllm.model.weights.LinearSpec;
import org.dasllm.model.weights.RandomWeights;
import org.dasllm.model.weights.WeightSpec;
import org.dasllm.model.weights.Weights;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Dropout;
import org.dasllm.tensor.HostMatrix;
import org.dasllm.tensor.Linear;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
    private static final List<KeptLayers> FEWER = List.of(KeptLayers.NONE, layer -> layer % 2 == 1);

    static Stream<Arguments> devicesAndFamilies() {
        return FamilyFixture.onEveryDevice(List.of("gemma3", "qwen2-sliding", "llama3"));
    }

    @ParameterizedTest
    @MethodSource("devicesAndFamilies")
    void layersThatAreComputedTwiceGiveTheBitsOfThoseThatAreKept(String deviceName, String family) {
        FamilyFixture fixture = FamilyFixture.of(family);
        try (Device device = EveryDevice.open(deviceName)) {
            Map<String, float[]> kept = gradients(device, fixture, KeptLayers.ALL);
            assertThat(kept).hasSizeGreaterThan(20);
            for (KeptLayers fewer : FEWER) {
                gradients(device, fixture, fewer)
                        .forEach((name, gradient) ->
                                assertThat(gradient).as(name).isEqualTo(kept.get(name)));
            }
        }
    }

    private static Map<String, float[]> gradients(Device device, FamilyFixture fixture, KeptLayers layers) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        try (LanguageModel model = fixture.loadAdapted(device);
                Pass pass = device.trainingPass()) {
            TrainingStep step =
                    model.forward(pass, fixture.ids(), Targets.of(fixture.targets()), fixture.packing(), layers);
            gradients.put("loss", step.loss().rows());
            step.backward(0.25);
            model.trainableParameters().forEach((name, parameter) -> gradients.put(name, parameter.readGradient()));
        }
        return gradients;
    }

    @Test
    void dropoutDropsTheSameInALayerThatIsComputedTwice() {
        try (Device device = EveryDevice.reference()) {
            List<float[]> kept = gradientsWithDropout(device, 7, KeptLayers.ALL);
            for (KeptLayers fewer : FEWER) {
                assertThat(gradientsWithDropout(device, 7, fewer)).containsExactlyElementsOf(kept);
            }
            assertThat(gradientsWithDropout(device, 8, KeptLayers.ALL).get(0)).isNotEqualTo(kept.get(0));
        }
    }

    private static List<float[]> gradientsWithDropout(Device device, long seed, KeptLayers layers) {
        DroppedAdapters weights = new DroppedAdapters(device, new ArrayList<>());
        Decoder decoder = new Decoder(Family.of(TinyModel.gemma()).decoder(TinyModel.gemma()), weights);
        try (Pass pass = device.trainingPass(seed)) {
            decoder.forward(pass, TinyModel.ids(), Targets.of(TinyModel.targets()), TinyModel.PACKING, layers)
                    .backward()
                    .accept(1);
            return weights.trained().stream().map(Parameter::readGradient).toList();
        }
    }

    /** Random weights, and on every linear layer an adapter whose input is dropped now and then. */
    private record DroppedAdapters(Device device, List<Parameter> trained) implements Weights {
        @Override
        public Parameter parameter(WeightSpec spec) {
            return device.parameter(new RandomWeights(3, 2).read(spec), false);
        }

        @Override
        public Linear linear(LinearSpec spec) {
            Parameter a = half(spec.module() + ".a", 2, spec.weight().columns());
            Parameter b = half(spec.module() + ".b", spec.weight().rows(), 2);
            Dropout dropout = new Dropout(0.3f, trained.size());
            return new Linear(parameter(spec.weight()), null, new Linear.Adapter(a, b, 0.5f, null, dropout));
        }

        private Parameter half(String name, int rows, int columns) {
            float[] values = new InitialValues(4).normal(name, rows * columns, 0.5);
            Parameter parameter = device.parameter(HostMatrix.of(rows, columns, values), true);
            trained.add(parameter);
            return parameter;
        }

        @Override
        public Precision precision() {
            return Precision.FLOAT32;
        }
    }

    @Test
    void theEmbeddingsScaleIsRoundedToTheTypeThatTheTableHasOnTheDevice() {
        FamilyFixture fixture = FamilyFixture.of("gemma2-bf16");
        Decoder.Spec spec = Family.of(ModelConfig.read(fixture.dir())).decoder(ModelConfig.read(fixture.dir()));
        assertThat(spec.embeddingScale()).isEqualTo(Math.sqrt(56));
        Decoder.Spec rounded =
                new Decoder.Spec(spec.embedding(), 7.46875, spec.layers(), spec.norm(), spec.head(), spec.softCap());
        try (Device device = EveryDevice.reference();
                Checkpoint checkpoint = Checkpoint.open(fixture.dir())) {
            CheckpointWeights source = new CheckpointWeights(checkpoint);
            float[] inFloat32 = logits(spec, new FixedWeights(device, source, Precision.FLOAT32), fixture);
            float[] inBfloat16 = logits(spec, new FixedWeights(device, source, Precision.BFLOAT16), fixture);
            float[] expected = logits(rounded, new FixedWeights(device, source, Precision.FLOAT32), fixture);
            assertThat(inBfloat16).isEqualTo(expected).isNotEqualTo(inFloat32);
        }
    }

    private static float[] logits(Decoder.Spec spec, FixedWeights weights, FamilyFixture fixture) {
        Decoder decoder = new Decoder(spec, weights);
        try (Pass pass = weights.device().inferencePass()) {
            return pass.download(decoder.logits(pass, fixture.ids(), fixture.packing()));
        }
    }
}
