package org.dasllm.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dasllm.format.error.DasllmException;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.tensor.AdamW;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.dasllm.trainer.EveryDevice;
import org.dasllm.trainer.Fixture;
import org.dasllm.trainer.data.MicroBatch;
import org.dasllm.trainer.data.TrainingSample;
import org.dasllm.trainer.objective.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccumulationTest {
    private static final int VOCABULARY = 40;

    private final ReferenceDevice device = new ReferenceDevice();
    private final ModelConfig config = ModelConfig.llama(VOCABULARY, 16, 24, 2, 2, 1, 32);

    /** Lengths of eight samples; any two neighbours fill a micro-batch of 20. */
    private static final int[] LENGTHS = {3, 17, 5, 15, 7, 13, 9, 11};

    /** Samples of unequal length, with unequal shares of targets. */
    private static List<TrainingSample> samples() {
        Random random = new Random(3);
        List<TrainingSample> samples = new ArrayList<>();
        for (int length : LENGTHS) {
            int prompt = 1 + random.nextInt(length - 1);
            int[] ids = random.ints(length, 0, VOCABULARY).toArray();
            int[] targets = random.ints(length, 0, VOCABULARY).toArray();
            Arrays.fill(targets, 0, prompt - 1, Loss.IGNORED);
            samples.add(new TrainingSample("s" + length, ids, targets, prompt));
        }
        return samples;
    }

    private static Accumulation accumulation(LanguageModel model, int maxTokens) {
        AdamW optimizer =
                model.device().adamW(List.copyOf(model.trainableParameters().values()), AdamW.Settings.DEFAULTS);
        return new Accumulation(new Learner(model, Objective.TOKENS, KeptLayers.ALL, optimizer), maxTokens, 9);
    }

    private List<double[]> gradients(int maxTokens, int expectedBatches) {
        LanguageModel model = LanguageModel.random(device, config, 5);
        assertThat(MicroBatch.pack(samples(), maxTokens)).hasSize(expectedBatches);
        accumulation(model, maxTokens).gradients(samples(), 0);
        return model.trainableParameters().values().stream()
                .map(ReferenceDevice::gradient)
                .toList();
    }

    @Test
    void gradientsDoNotDependOnTheMicroBatches() {
        List<double[]> whole = gradients(1000, 1);
        assertThat(whole.stream()
                        .flatMapToDouble(Arrays::stream)
                        .map(Math::abs)
                        .max()
                        .orElseThrow())
                .isGreaterThan(1e-3);
        for (List<double[]> pieces : List.of(gradients(1, 8), gradients(20, 4))) {
            assertThat(relativeDistance(whole, pieces)).isLessThan(1e-10);
        }
    }

    static List<String> devices() {
        return EveryDevice.names();
    }

    /** Eight micro-batches of one sample, four of two, one of eight. */
    @ParameterizedTest
    @MethodSource("devices")
    void noDevicesGradientsDependOnTheMicroBatches(String name) {
        try (Device fast = EveryDevice.open(name)) {
            List<float[]> whole = floatGradients(fast, 1000);
            for (int maxTokens : new int[] {1, 20}) {
                List<float[]> pieces = floatGradients(fast, maxTokens);
                for (int p = 0; p < whole.size(); p++) {
                    assertThat(Fixture.relativeL2(pieces.get(p), whole.get(p))).isLessThan(1e-5);
                }
            }
        }
    }

    private List<float[]> floatGradients(Device fast, int maxTokens) {
        LanguageModel model = LanguageModel.random(fast, config, 5);
        accumulation(model, maxTokens).gradients(samples(), 0);
        return model.trainableParameters().values().stream()
                .map(Parameter::readGradient)
                .toList();
    }

    private static double relativeDistance(List<double[]> a, List<double[]> b) {
        double squares = 0;
        double norm = 0;
        for (int p = 0; p < a.size(); p++) {
            for (int i = 0; i < a.get(p).length; i++) {
                squares += Math.pow(a.get(p)[i] - b.get(p)[i], 2);
                norm += Math.pow(a.get(p)[i], 2);
            }
        }
        return Math.sqrt(squares / norm);
    }

    @Test
    void theLossIsTheMeanOverAllTargetTokensAndNotOfMeans() {
        LanguageModel model = LanguageModel.random(device, config, 5);
        for (Parameter parameter : model.trainableParameters().values()) {
            float[] values = parameter.read();
            for (int i = 0; i < values.length; i++) {
                values[i] *= 5; // far from uniform, so that the two means differ
            }
            parameter.write(values);
        }
        Accumulation accumulation = accumulation(model, 1000);
        double sum = 0;
        double meanOfMeans = 0;
        int targets = 0;
        for (TrainingSample sample : samples()) {
            Accumulation.Sums alone = accumulation.loss(List.of(sample));
            sum += alone.loss() * alone.targets();
            targets += sample.targetTokens();
            meanOfMeans += alone.loss() / samples().size();
        }
        Accumulation.Sums together = accumulation.loss(samples());
        assertThat(together.targets()).isEqualTo(targets);
        assertThat(together.loss()).isCloseTo(sum / targets, within(1e-12));
        assertThat(Math.abs(together.loss() - meanOfMeans)).isGreaterThan(1e-3);
    }

    @Test
    void packedLossesEqualUnpackedOnes() {
        LanguageModel model = LanguageModel.random(device, config, 5);
        float[] packed = rows(model, new MicroBatch(samples()));
        int row = 0;
        for (TrainingSample sample : samples()) {
            for (float loss : rows(model, new MicroBatch(List.of(sample)))) {
                assertThat(packed[row++]).isCloseTo(loss, within(1e-5f));
            }
        }
        assertThat(row).isEqualTo(packed.length);
    }

    private float[] rows(LanguageModel model, MicroBatch batch) {
        try (Pass pass = device.inferencePass()) {
            return model.forward(pass, batch.ids(), Targets.of(batch.targets()), batch.packing(), KeptLayers.ALL)
                    .loss()
                    .rows();
        }
    }

    @Test
    void aBatchWithoutATokenToLearnNamesItsSamples() {
        int[] ids = {1, 2, 3};
        int[] none = {Loss.IGNORED, Loss.IGNORED, Loss.IGNORED};
        List<TrainingSample> samples =
                List.of(new TrainingSample("mute-1", ids, none, 3), new TrainingSample("mute-2", ids, none, 3));
        Accumulation accumulation = accumulation(LanguageModel.random(device, config, 5), 100);
        assertThatThrownBy(() -> accumulation.gradients(samples, 0))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("mute-1, mute-2")
                .hasMessageContaining("no token to learn");
    }
}
