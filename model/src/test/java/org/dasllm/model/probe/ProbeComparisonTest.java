package org.dasllm.model.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.data.Offset;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probe;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.safetensors.DType;
import org.dasllm.model.config.ModelConfig;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Precision;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small model, recorded with an adapter and without it, and what is loaded afterwards. */
class ProbeComparisonTest {
    private static final List<int[]> PROMPTS = List.of(
            new int[] {1, 7, 3}, new int[] {99}, new int[] {4, 4, 4, 8, 2, 50, 61, 70}, new int[] {12, 30, 5, 88});

    @TempDir
    Path dir;

    private Probes probes = new Probes("", "float32", "stored", "reference", Probes.NEUTRAL, List.of());

    @BeforeEach
    void record() {
        try (ReferenceDevice device = new ReferenceDevice()) {
            LanguageModel.random(device, ModelConfig.llama(100, 32, 64, 2, 4, 2, 32), 3)
                    .saveFull(dir.resolve("base"), DType.F32);
            try (LanguageModel model = fresh(device)) {
                List<float[]> base = ProbeRecorder.ofBase(model, PROMPTS);
                Random random = new Random(11);
                for (Parameter parameter : model.trainableParameters().values()) {
                    float[] values = parameter.read();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (0.2 * random.nextGaussian());
                    }
                    parameter.write(values);
                }
                model.saveAdapter(dir.resolve("adapter"));
                probes = recorded(model, base);
            }
        }
    }

    private LanguageModel fresh(ReferenceDevice device) {
        Trainable adapters = Trainable.adapters(new LoraSpec(2, 6, Set.of("q_proj", "v_proj", "down_proj"), 5));
        return LanguageModel.load(device, dir.resolve("base"), adapters, Optional.empty());
    }

    private static Probes recorded(LanguageModel model, List<float[]> base) {
        List<Probe> all = new ArrayList<>();
        for (int i = 0; i < PROMPTS.size(); i++) {
            all.add(ProbeRecorder.probe(model, "neutral " + (i + 1), PROMPTS.get(i), base.get(i)));
        }
        return new Probes("", "float32", "stored", "reference", Probes.NEUTRAL, all);
    }

    /** Compares the adapter as it was saved, but for what {@code change} does to its tensors. */
    private String compared(BiConsumer<String, float[]> change, Rounding... stored) {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(
                        device,
                        dir.resolve("base"),
                        Trainable.adapters(new LoraSpec(2, 6, Set.of("q_proj"), 5)),
                        Optional.of(dir.resolve("adapter")))) {
            model.trainableParameters().forEach((name, parameter) -> {
                float[] values = parameter.read();
                change.accept(name, values);
                parameter.write(values);
            });
            return new ProbeComparison(probes, List.of(stored)).require(model, "The weights");
        }
    }

    private AbstractThrowableAssert<?, ?> refused(BiConsumer<String, float[]> change, Rounding... stored) {
        return assertThatThrownBy(() -> compared(change, stored)).isInstanceOf(DasllmException.class);
    }

    private static BiConsumer<String, float[]> times(String tensor, float factor) {
        return (name, values) -> {
            for (int i = 0; name.contains(tensor) && i < values.length; i++) {
                values[i] *= factor;
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void theTrainedModelPassesWhateverItWasStoredAs(Rounding stored) {
        assertThat(compared((name, values) -> {}, stored))
                .matches("4 of 4 first tokens as in training, logits within 0\\.0[0-9]+ %,"
                        + " 100 % of the training's effect of [0-9.]+ %");
    }

    @ParameterizedTest
    @EnumSource
    void theBaseAloneIsFoundWhateverItWasStoredAs(Rounding stored) {
        refused(times("lora_B", 0), stored).hasMessageContaining("0 % of the training's effect");
    }

    @ParameterizedTest
    @EnumSource
    void anotherScaleIsFoundWhateverItWasStoredAs(Rounding stored) {
        refused(times("lora_B", 0.25f), stored).hasMessageStartingWith("The weights ");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT16", "BFLOAT16", "Q8_0"})
    void halfAndTwiceTheScaleAreFoundInEightBitsAndMore(Rounding stored) {
        refused(times("lora_B", 0.5f), stored).hasMessageContaining("do not answer as the trained model did");
        refused(times("lora_B", 2), stored).hasMessageContaining("do not answer as the trained model did");
    }

    @Test
    void oneTensorOfZerosIsFound() {
        refused(times("layers.1.mlp.down_proj.lora_B", 0), Rounding.FLOAT32)
                .hasMessageContaining("do not answer as the trained model did");
    }

    @Test
    void whatIsNoNumberIsFound() {
        refused((name, values) -> values[0] = Float.NaN, Rounding.Q4_0)
                .hasMessageStartingWith("The weights give no number");
    }

    @Test
    void aTrainingThatChangedNothingShowsNoEffect() {
        assertThat(new ProbeComparison(probes, List.of()).showsEffect()).isTrue();
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = fresh(device)) {
            Probes idle = recorded(model, ProbeRecorder.ofBase(model, PROMPTS));
            assertThat(new ProbeComparison(idle, List.of()).showsEffect()).isFalse();
        }
    }

    @Test
    void aTrainingSmallerThanATypesRoundingIsRefusedWithThatType() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = fresh(device)) {
            List<float[]> base = ProbeRecorder.ofBase(model, PROMPTS);
            model.trainableParameters().forEach((name, parameter) -> {
                float[] values = parameter.read();
                Arrays.fill(values, name.contains("lora_B") ? 0.003f : values[0]);
                parameter.write(values);
            });
            probes = recorded(model, base);
        }
        // The adapter in the folder is another, as far from this one as a rounding to few bits could be.
        Agreement small = agreement();
        assertThat(small.distance()).isGreaterThan(small.effect());
        if (small.distance() <= Rounding.Q4_0.tolerance()) {
            refused((name, values) -> {}, Rounding.Q4_0)
                    .hasMessageContaining("rounding to q4_0 moves the logits farther than the training did")
                    .hasMessageContaining("Take a finer type or precision");
        }
    }

    private Agreement agreement() {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(
                        device, dir.resolve("base"), Trainable.NOTHING, Optional.of(dir.resolve("adapter")))) {
            return Agreement.of(probes, model);
        }
    }

    @Test
    void probesOfVersion1AreComparedInFloat32Alone() {
        probes = new Probes(
                "",
                "float32",
                "stored",
                "reference",
                "validation",
                probes.probes().stream()
                        .map(probe -> new Probe(
                                probe.sample(),
                                probe.prompt(),
                                probe.tokens(),
                                probe.logits(),
                                probe.rest(),
                                null,
                                null))
                        .toList());
        assertThat(probes.withBase()).isFalse();
        assertThat(compared((name, values) -> {}, Rounding.FLOAT32)).startsWith("4 of 4 first tokens");
        refused(times("lora_B", 0), Rounding.FLOAT32).hasMessageContaining("do not answer as the trained model did");
        assertThat(compared((name, values) -> {}, Rounding.BFLOAT16)).startsWith("not compared: an older version");
    }

    @Test
    void aTrainingsOwnRoundingIsAllowedFor() {
        Probes nf4 = new Probes("", "bfloat16", "nf4", "cuda", Probes.NEUTRAL, probes.probes());
        assertThat(Rounding.ofTraining(nf4)).containsExactly(Rounding.BFLOAT16, Rounding.NF4);
        assertThat(Rounding.ofTraining(probes)).containsExactly(Rounding.FLOAT32);
        Probes unknown = new Probes("", "float8", "stored", "cuda", Probes.NEUTRAL, List.of());
        assertThatThrownBy(() -> Rounding.ofTraining(unknown))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'float8'");
    }

    @ParameterizedTest
    @EnumSource
    void everyPrecisionHasATolerance(Precision precision) {
        assertThat(Rounding.of(precision).tolerance()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfGgufFilesHasATolerance(GgufExport.Type type) {
        assertThat(Rounding.ofStored(type.name()).tolerance()).isPositive();
    }

    @Test
    void promptsThatBeginAlikeGiveWhatEachGivesAlone() {
        List<int[]> alike = List.of(
                new int[] {1, 7, 3, 20},
                new int[] {1, 7, 3, 20},
                new int[] {1, 7, 3},
                new int[] {1, 7, 3, 20, 31},
                new int[] {1, 8, 3, 20, 31},
                new int[] {2});
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = fresh(device)) {
            List<float[]> together = FirstLogits.after(model, alike);
            for (int i = 0; i < alike.size(); i++) {
                assertThat(together.get(i))
                        .as("prompt %d", i)
                        .containsExactly(FirstLogits.after(model, alike.get(i)), Offset.offset(1e-5f));
            }
        }
    }
}
