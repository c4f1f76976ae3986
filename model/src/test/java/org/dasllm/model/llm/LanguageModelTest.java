package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.adapter.ModuleSelection;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.Checkpoint;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.CountingDevice;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.TinyModel;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.lora.LoraSpec;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Distillation;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageModelTest {
    private static final LoraSpec LORA = new LoraSpec(2, 3, Set.of(LoraSpec.ALL_LINEAR), 4);

    @TempDir
    Path dir;

    private Path base;
    private Path adapter;

    @BeforeEach
    void folders() {
        base = dir.resolve("base");
        adapter = dir.resolve("adapter");
    }

    static List<String> devices() {
        return EveryDevice.names();
    }

    private void writeBase(boolean tied) {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = LanguageModel.random(device, TinyModel.config(tied, true), 1);
            TinyModel.scramble(model.trainableParameters(), 2);
            model.saveFull(base, DType.F32);
        }
    }

    private LanguageModel adapted(Device device) {
        LanguageModel model = LanguageModel.load(device, base, Trainable.adapters(LORA), Optional.empty());
        TinyModel.scramble(model.trainableParameters(), 5);
        return model;
    }

    private static float[] logits(LanguageModel model) {
        try (Pass pass = model.device().inferencePass()) {
            return model.logits(pass, TinyModel.ids(), TinyModel.PACKING);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSavedModelIsTheSameWhenLoaded(boolean tied) {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = LanguageModel.random(device, TinyModel.config(tied, true), 1);
            TinyModel.scramble(model.trainableParameters(), 2);
            model.saveFull(base, DType.F32);
            LanguageModel loaded = LanguageModel.load(device, base, Trainable.EVERYTHING, Optional.empty());
            assertThat(loaded.config())
                    .usingRecursiveComparison()
                    .ignoringFields("files")
                    .isEqualTo(model.config());
            assertThat(logits(loaded)).isEqualTo(logits(model));
            assertThat(loaded.trainableParameters().keySet())
                    .isEqualTo(model.trainableParameters().keySet());
            assertThat(loaded.trainableParameters().containsKey("lm_head.weight"))
                    .isEqualTo(!tied);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClosedModelGivesEveryParameterBack(boolean tied) {
        writeBase(tied);
        try (CountingDevice device = new CountingDevice()) {
            List<Trainable> kinds = List.of(
                    Trainable.NOTHING,
                    Trainable.EVERYTHING,
                    Trainable.adapters(LORA),
                    Trainable.adapters(LORA, FrozenBase.NF4));
            for (Trainable kind : kinds) {
                LanguageModel model = LanguageModel.load(device, base, kind, Optional.empty());
                assertThat(device.openParameters()).as(kind.toString()).isPositive();
                model.close();
                model.close();
                assertThat(device.openParameters()).as(kind.toString()).isZero();
                assertThatThrownBy(() -> logits(model)).isInstanceOf(IllegalStateException.class);
            }
            LanguageModel kept = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            float[] before = logits(kept);
            LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty())
                    .close();
            assertThat(logits(kept)).isEqualTo(before);
        }
    }

    @Test
    void halfPrecisionWeightsAreReadAsTheyWereRounded() {
        try (Device device = EveryDevice.reference()) {
            LanguageModel model = LanguageModel.random(device, TinyModel.config(true, true), 1);
            TinyModel.scramble(model.trainableParameters(), 2);
            for (DType type : List.of(DType.BF16, DType.F16)) {
                model.saveFull(base, type);
                LanguageModel loaded = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
                double bits = type == DType.BF16 ? 8 : 11;
                Map<String, float[]> all = MergedWeights.of(model);
                MergedWeights.of(loaded).forEach((name, values) -> {
                    float[] exact = all.getOrDefault(name, new float[0]);
                    assertThat(values).isNotEqualTo(exact);
                    for (int i = 0; i < exact.length; i++) {
                        double unit = Math.max(Math.abs(exact[i]), 1e-4) * Math.pow(2, -bits);
                        assertThat((double) values[i]).isCloseTo(exact[i], Offset.offset(unit));
                    }
                });
            }
        }
    }

    @Test
    void theHeadOfAnUntiedModelMustBeThere() {
        writeBase(true);
        TinyModel.config(false, true).write(base);
        assertLoadRefused("lm_head.weight is missing");
    }

    @Test
    void aSecondCopyOfATiedHeadIsIgnoredUnlessItDiffers() {
        writeBase(true);
        try (Device device = EveryDevice.reference()) {
            float[] expected = logits(LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty()));
            writeHead(0);
            LanguageModel model = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            assertThat(logits(model)).isEqualTo(expected);
        }
        writeBase(true);
        writeHead(1);
        assertLoadRefused("ties the output head to the embedding");
    }

    /** Adds a head with the embedding's values, the last of them moved. */
    private void writeHead(float moved) {
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            for (String name : checkpoint.names()) {
                long[] shape = checkpoint.info(name).shape();
                entries.add(SafetensorsWriter.floats(name, shape, checkpoint.floats(name), DType.F32));
            }
            float[] head = checkpoint.floats("model.embed_tokens.weight");
            head[head.length - 1] += moved;
            entries.add(SafetensorsWriter.floats("lm_head.weight", new long[] {17, 12}, head, DType.F32));
        }
        SafetensorsWriter.write(base.resolve("model.safetensors"), Map.of(), entries);
    }

    private void assertLoadRefused(String... complaints) {
        CountingDevice device = new CountingDevice();
        assertThatThrownBy(() -> LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll(complaints);
        assertThat(device.parameters()).isZero();
    }

    @Test
    void randomModelsDependOnTheSeedOnly() {
        try (Device device = EveryDevice.reference()) {
            Map<String, float[]> first = random(device, true, 7);
            Map<String, float[]> again = random(device, false, 7);
            Map<String, float[]> other = random(device, true, 8);
            first.forEach((name, values) -> {
                assertThat(again.get(name)).as(name).isEqualTo(values);
                if (name.contains("norm")) {
                    assertThat(values).containsOnly(1f);
                } else {
                    assertThat(other.get(name)).as(name).isNotEqualTo(values);
                }
            });
        }
    }

    private static Map<String, float[]> random(Device device, boolean tiedHead, long seed) {
        return MergedWeights.of(LanguageModel.random(device, TinyModel.config(tiedHead, false), seed));
    }

    @Test
    void aFreshAdapterChangesNothing() {
        writeBase(true);
        try (Device device = EveryDevice.reference()) {
            LanguageModel plain = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            LanguageModel fresh = LanguageModel.load(device, base, Trainable.adapters(LORA), Optional.empty());
            assertThat(logits(fresh)).isEqualTo(logits(plain));
            assertThat(plain.trainableParameters()).isEmpty();
            assertThat(fresh.trainableParameters()).hasSize(2 * 14);
            fresh.trainableParameters().forEach((name, parameter) -> {
                float[] values = parameter.read();
                if (name.endsWith("lora_B.weight")) {
                    assertThat(values).as(name).containsOnly(0f);
                } else {
                    float bound = (float) (1 / Math.sqrt(parameter.columns()));
                    assertThat(values).as(name).doesNotContain(0f);
                    for (float value : values) {
                        assertThat(value).isBetween(-bound, bound);
                    }
                }
            });
            LanguageModel again = LanguageModel.load(device, base, Trainable.adapters(LORA), Optional.empty());
            again.trainableParameters()
                    .forEach((name, parameter) -> assertThat(fresh.trainableParameters()
                                    .getOrDefault(name, parameter)
                                    .read())
                            .isEqualTo(parameter.read()));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void anAdapterIsTheSameWhenSavedAndLoaded(String deviceName) {
        writeBase(true);
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel model = adapted(device);
            model.saveAdapter(adapter);
            try (SafetensorsFile file = SafetensorsFile.open(adapter.resolve("adapter_model.safetensors"))) {
                assertThat(file.metadata()).containsEntry("format", "pt");
                assertThat(file.tensors().keySet())
                        .isEqualTo(model.trainableParameters().keySet());
                assertThat(file.info("base_model.model.model.layers.1.mlp.down_proj.lora_A.weight")
                                .shape())
                        .containsExactly(2, 10);
                assertThat(file.info("base_model.model.model.layers.1.self_attn.k_proj.lora_B.weight")
                                .shape())
                        .containsExactly(6, 2);
            }
            AdapterConfig config = AdapterConfig.read(adapter);
            assertThat(config.rank()).isEqualTo(2);
            assertThat(config.alpha()).isEqualTo(3);
            assertThat(config.baseModel()).isEqualTo("base");
            assertThat(config.targetModules())
                    .isEqualTo(ModuleSelection.named(
                            List.of("down_proj", "gate_proj", "k_proj", "o_proj", "q_proj", "up_proj", "v_proj")));
            float[] expected = logits(model);
            LanguageModel frozen = LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(adapter));
            assertThat(frozen.trainableParameters()).isEmpty();
            assertThat(logits(frozen)).isEqualTo(expected);
            LanguageModel onward = LanguageModel.load(device, base, Trainable.adapters(LORA), Optional.of(adapter));
            assertThat(onward.trainableParameters().keySet())
                    .isEqualTo(model.trainableParameters().keySet());
            assertThat(logits(onward)).isEqualTo(expected);
            LanguageModel without = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            assertThat(distance(logits(without), expected)).isGreaterThan(0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void mergedIsBaseAndAdapter(String deviceName) {
        for (boolean tied : new boolean[] {true, false}) {
            writeBase(tied);
            try (Device device = EveryDevice.open(deviceName)) {
                LanguageModel model = adapted(device);
                float[] expected = logits(model);
                model.saveAdapter(adapter);
                model.saveFull(dir.resolve("from-device"), DType.F32);
                LanguageModel loaded =
                        LanguageModel.load(device, dir.resolve("from-device"), Trainable.NOTHING, Optional.empty());
                assertThat(distance(logits(loaded), expected)).isLessThan(1e-4);
                assertThat(loaded.config().tiedHead()).isEqualTo(tied);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void anAdapterOnATiedHeadLeavesTheEmbeddingAsItIs(String deviceName) {
        writeBase(true);
        try (Device device = EveryDevice.open(deviceName)) {
            LoraSpec spec = new LoraSpec(2, 3, Set.of("lm_head"), 4);
            LanguageModel plain = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            LanguageModel model = LanguageModel.load(device, base, Trainable.adapters(spec), Optional.empty());
            assertThat(model.trainableParameters().keySet())
                    .containsExactly(
                            "base_model.model.lm_head.lora_A.weight", "base_model.model.lm_head.lora_B.weight");
            assertThat(logits(model)).isEqualTo(logits(plain));
            TinyModel.scramble(model.trainableParameters(), 5);
            float[] expected = logits(model);
            assertThat(distance(logits(plain), expected)).isGreaterThan(0.1);
            model.saveAdapter(adapter);
            assertThat(logits(LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(adapter))))
                    .isEqualTo(expected);
            model.saveFull(dir.resolve("merged"), DType.F32);
            LanguageModel merged =
                    LanguageModel.load(device, dir.resolve("merged"), Trainable.NOTHING, Optional.empty());
            assertThat(merged.config().tiedHead()).isFalse();
            assertThat(distance(logits(merged), expected)).isLessThan(1e-4);
            assertThat(MergedWeights.of(merged).get("model.embed_tokens.weight"))
                    .isEqualTo(MergedWeights.of(plain).get("model.embed_tokens.weight"));
        }
    }

    @Test
    void theBackwardEndsAtTheLowestBlockThatLearns() {
        writeBase(true);
        assertThat(linearBackwards("all-linear")).isEqualTo(2 * 7);
        assertThat(linearBackwards("layers.1.mlp.gate_proj")).isEqualTo(3);
        assertThat(linearBackwards("layers.1.self_attn.q_proj")).isEqualTo(7);
        assertThat(linearBackwards("layers.0.mlp.down_proj")).isEqualTo(10);
    }

    private int linearBackwards(String target) {
        CountingDevice device = new CountingDevice();
        LoraSpec spec = new LoraSpec(2, 3, Set.of(target), 4);
        LanguageModel model = LanguageModel.load(device, base, Trainable.adapters(spec), Optional.empty());
        TinyModel.scramble(model.trainableParameters(), 5);
        try (Pass pass = device.trainingPass()) {
            model.forward(pass, TinyModel.ids(), Targets.of(TinyModel.targets()), TinyModel.PACKING, KeptLayers.ALL)
                    .backward(1);
        }
        for (Parameter parameter : model.trainableParameters().values()) {
            assertThat(parameter.readGradient()).isNotEqualTo(new float[parameter.rows() * parameter.columns()]);
        }
        return device.linearBackwards();
    }

    @Test
    void aTeacherReadsInTheStudentsPass() {
        try (Device device = EveryDevice.reference();
                Pass pass = device.trainingPass()) {
            LanguageModel student = LanguageModel.random(device, TinyModel.config(true, false), 1);
            LanguageModel teacher = LanguageModel.random(device, TinyModel.gemma(), 2);
            for (LanguageModel model : List.of(student, teacher)) {
                TinyModel.scramble(model.trainableParameters(), 3);
            }
            Distillation.Teacher reads = new Distillation.LocalTeacher(
                    teacher.hidden(pass, TinyModel.ids(), TinyModel.PACKING), teacher.head());
            Targets targets = new Targets(TinyModel.targets(), new Distillation(1, 0, 1, reads));
            TrainingStep step = student.forward(pass, TinyModel.ids(), targets, TinyModel.PACKING, KeptLayers.ALL);
            float[] ofTeacher = logits(teacher);
            float[] ofStudent = logits(student);
            double expected = 0;
            for (int row = 0; row < TinyModel.targets().length; row++) {
                if (TinyModel.targets()[row] != Loss.IGNORED) {
                    expected += divergence(ofTeacher, ofStudent, row * 17, 17);
                }
            }
            assertThat(step.loss().sum()).isCloseTo(expected, Offset.offset(1e-5 * expected));
            step.backward(1);
            assertThat(teacher.trainableParameters().values())
                    .allMatch(parameter ->
                            Arrays.equals(parameter.readGradient(), new float[parameter.rows() * parameter.columns()]));
            assertThat(student.trainableParameters().values())
                    .noneMatch(parameter ->
                            Arrays.equals(parameter.readGradient(), new float[parameter.rows() * parameter.columns()]));
        }
    }

    /** KL(p‖q) of the distributions with these logits. */
    private static double divergence(float[] p, float[] q, int from, int count) {
        double pSum = 0;
        double qSum = 0;
        for (int i = from; i < from + count; i++) {
            pSum += Math.exp(p[i]);
            qSum += Math.exp(q[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            double probability = Math.exp(p[i]) / pSum;
            sum += probability * (p[i] - Math.log(pSum) - q[i] + Math.log(qSum));
        }
        return sum;
    }

    @Test
    void aFrozenModelHasNoWayBack() {
        writeBase(true);
        try (Device device = EveryDevice.reference();
                Pass pass = device.trainingPass()) {
            LanguageModel model = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            TrainingStep step = model.forward(
                    pass, TinyModel.ids(), Targets.of(TinyModel.targets()), TinyModel.PACKING, KeptLayers.ALL);
            assertThat(step.loss().sum()).isPositive();
            assertThatThrownBy(() -> step.backward(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedByNameBeforeMemoryIsTaken() {
        assertRefused(
                entry -> entry.name().equals("model.norm.weight") ? renamed(entry, "model.other.weight") : entry,
                "model.norm.weight is missing",
                "model.other.weight is not a weight of this architecture");
        assertRefused(
                entry -> entry.name().endsWith("1.mlp.up_proj.weight")
                        ? SafetensorsWriter.floats(entry.name(), new long[] {12, 10}, new float[120], DType.F32)
                        : entry,
                "model.layers.1.mlp.up_proj.weight has shape [12, 10] instead of [10, 12]");
        assertRefused(
                entry -> entry.name().endsWith("0.self_attn.q_proj.bias")
                        ? SafetensorsWriter.floats(entry.name(), new long[] {12}, new float[12], DType.F64)
                        : entry,
                "model.layers.0.self_attn.q_proj.bias is of type F64");
    }

    private void assertRefused(UnaryOperator<SafetensorsWriter.Entry> change, String... complaints) {
        writeBase(false);
        List<SafetensorsWriter.Entry> entries = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(base)) {
            for (String name : checkpoint.names()) {
                long[] shape = checkpoint.info(name).shape();
                entries.add(change.apply(SafetensorsWriter.floats(name, shape, checkpoint.floats(name), DType.F32)));
            }
        }
        SafetensorsWriter.write(base.resolve("model.safetensors"), Map.of(), entries);
        assertLoadRefused(complaints);
    }

    private static SafetensorsWriter.Entry renamed(SafetensorsWriter.Entry entry, String name) {
        return new SafetensorsWriter.Entry(name, entry.dtype(), entry.shape(), entry.content());
    }

    @Test
    void adaptersThatDoNotFitAreRefusedByName() {
        writeBase(true);
        CountingDevice device = new CountingDevice();
        assertThatThrownBy(() -> LanguageModel.load(
                        device, base, Trainable.adapters(new LoraSpec(2, 3, Set.of("q_prj"), 4)), Optional.empty()))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'q_prj'")
                .hasMessageContaining("q_proj");
        try (Device reference = EveryDevice.reference()) {
            adapted(reference).saveAdapter(adapter);
        }
        assertThatThrownBy(() -> LanguageModel.load(device, base, Trainable.EVERYTHING, Optional.of(adapter)))
                .isInstanceOf(DasllmException.class);
        LoraSpec larger = new LoraSpec(4, 3, Set.of(LoraSpec.ALL_LINEAR), 4);
        assertThatThrownBy(() -> LanguageModel.load(device, base, Trainable.adapters(larger), Optional.of(adapter)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("rank 2");
        new AdapterConfig(
                        null, 3, 3, 0, ModuleSelection.named(List.of("q_proj")), null, false, false, Map.of(), Map.of())
                .write(adapter);
        assertThatThrownBy(() -> LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(adapter)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("q_proj.lora_A.weight has shape [2, 12] instead of [3, 12]");
        assertThat(device.parameters()).isZero();
    }

    @Test
    void tokensAndTextsBeyondTheModelAreRefused() {
        try (Device device = EveryDevice.reference();
                Pass pass = device.inferencePass()) {
            LanguageModel model = LanguageModel.random(device, TinyModel.config(true, false), 1);
            assertThatThrownBy(() -> model.logits(pass, new int[] {17}, new Packing(1)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("Token 17");
            assertThatThrownBy(() -> model.logits(pass, new int[33], new Packing(33)))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("33 tokens");
            assertThat(model.logits(pass, new int[32], new Packing(32))).hasSize(32 * 17);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void packedSequencesDoNotSeeEachOther(String deviceName) {
        writeBase(true);
        try (Device device = EveryDevice.open(deviceName);
                Pass pass = device.inferencePass()) {
            LanguageModel model = LanguageModel.load(device, base, Trainable.NOTHING, Optional.empty());
            float[] together = model.logits(pass, TinyModel.ids(), TinyModel.PACKING);
            int[] ids = TinyModel.ids();
            float[] first = model.logits(pass, Arrays.copyOf(ids, 7), new Packing(7));
            float[] second = model.logits(pass, Arrays.copyOfRange(ids, 7, 12), new Packing(5));
            assertThat(distance(Arrays.copyOf(together, 7 * 17), first)).isLessThan(1e-5);
            assertThat(distance(Arrays.copyOfRange(together, 7 * 17, 12 * 17), second))
                    .isLessThan(1e-5);
        }
    }

    /** The largest difference. */
    private static double distance(float[] left, float[] right) {
        assertThat(left).hasSameSizeAs(right);
        double largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs(left[i] - right[i]));
        }
        return largest;
    }
}
