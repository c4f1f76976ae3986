package org.dasllm.model.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.TensorInfo;
import org.dasllm.model.EveryDevice;
import org.dasllm.model.TinyModel;
import org.dasllm.model.blocks.KeptLayers;
import org.dasllm.model.lora.AdapterFixture;
import org.dasllm.tensor.Device;
import org.dasllm.tensor.Loss;
import org.dasllm.tensor.Packing;
import org.dasllm.tensor.Parameter;
import org.dasllm.tensor.Pass;
import org.dasllm.tensor.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters of every kind, read, computed and written as PEFT does. */
class PeftAdaptersTest {
    private static final Set<String> CLASSIC = Set.of(
            "alpha_pattern",
            "base_model_name_or_path",
            "bias",
            "fan_in_fan_out",
            "inference_mode",
            "init_lora_weights",
            "lora_alpha",
            "lora_dropout",
            "modules_to_save",
            "peft_type",
            "r",
            "rank_pattern",
            "target_modules",
            "task_type",
            "use_dora",
            "use_rslora");

    @TempDir
    Path dir;

    static List<String> kinds() {
        return AdapterFixture.SUPPORTED;
    }

    /** PEFT's key for a part of the layers is read and kept; a wish says the same by an expression. */
    static List<String> wishes() {
        return AdapterFixture.SUPPORTED.stream()
                .filter(kind -> !kind.equals("lora-some-layers"))
                .toList();
    }

    static Stream<Arguments> kindsOnDevices() {
        return EveryDevice.names().stream()
                .flatMap(device -> AdapterFixture.SUPPORTED.stream().map(kind -> Arguments.of(kind, device)));
    }

    @ParameterizedTest
    @MethodSource("kindsOnDevices")
    void logitsAndLossAreThoseOfPeft(String kind, String deviceName) {
        AdapterFixture fixture = new AdapterFixture(kind);
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel model =
                    LanguageModel.load(device, fixture.base(), Trainable.NOTHING, Optional.of(fixture.folder()));
            double sum = 0;
            int count = 0;
            List<AdapterFixture.Sample> samples = fixture.samples();
            for (int i = 0; i < samples.size(); i++) {
                int[] ids = samples.get(i).ids();
                try (Pass pass = device.inferencePass()) {
                    float[] logits = model.logits(pass, ids, new Packing(ids.length));
                    assertThat(distance(logits, fixture.logits(i, false))).isLessThan(1e-4);
                    Loss loss = model.forward(
                                    pass,
                                    ids,
                                    Targets.of(samples.get(i).targets()),
                                    new Packing(ids.length),
                                    KeptLayers.ALL)
                            .loss();
                    sum += loss.sum();
                    count += loss.count();
                }
            }
            assertThat(sum / count).isCloseTo(fixture.loss(), Offset.offset(1e-5 * fixture.loss()));
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnDevices")
    void gradientsAreThoseOfPeft(String kind, String deviceName) {
        AdapterFixture fixture = new AdapterFixture(kind);
        List<AdapterFixture.Sample> samples = fixture.samples();
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel model = LanguageModel.load(
                    device, fixture.base(), Trainable.adapters(fixture.wish()), Optional.of(fixture.folder()));
            int count = samples.stream()
                    .mapToInt(sample -> (int) Arrays.stream(sample.targets())
                            .filter(target -> target != Loss.IGNORED)
                            .count())
                    .sum();
            for (AdapterFixture.Sample sample : samples) {
                TinyModel.backward(model, sample.ids(), sample.targets(), 1.0 / count);
            }
            Map<String, float[]> expected = fixture.tensors(true);
            assertThat(model.trainableParameters().keySet()).hasSameElementsAs(expected.keySet());
            model.trainableParameters()
                    .forEach((name, parameter) -> assertThat(
                                    relative(parameter.readGradient(), expected.getOrDefault(name, new float[0])))
                            .as(name)
                            .isLessThanOrEqualTo(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void aNewAdapterIsWrittenAsPeftWritesIt(String kind) {
        AdapterFixture fixture = new AdapterFixture(kind);
        try (Device device = EveryDevice.reference()) {
            LanguageModel.load(device, fixture.base(), Trainable.adapters(fixture.wish()), Optional.empty())
                    .saveAdapter(dir);
        }
        assertThat(header(dir)).isEqualTo(headerWithoutBase(fixture.folder()));
        JsonNode ours = Json.readTree(dir.resolve(AdapterConfig.FILE));
        JsonNode peft = Json.readTree(fixture.folder().resolve(AdapterConfig.FILE));
        Map<String, JsonNode> fields = new TreeMap<>();
        ours.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        assertThat(fields.keySet()).isEqualTo(CLASSIC);
        fields.forEach((key, value) -> {
            if (key.equals("target_modules")) {
                AdapterConfig read = AdapterConfig.read(dir);
                modules(fixture)
                        .forEach(module -> assertThat(read.adapts(module))
                                .isEqualTo(fixture.config().adapts(module)));
            } else if (!key.equals("lora_dropout")) {
                assertThat(value).as(key).isEqualTo(peft.path(key));
            }
        });
    }

    /** Every layer of the base that an adapter may be on. */
    private static List<String> modules(AdapterFixture fixture) {
        try (ModelFolder folder = ModelFolder.open(fixture.base())) {
            return folder.spec().linearsAndHead().stream()
                    .map(linear -> linear.module())
                    .toList();
        }
    }

    /** Names with types and shapes; PEFT repeats the head's frozen weight, which we do not. */
    private static Map<String, String> headerWithoutBase(Path folder) {
        Map<String, String> header = header(folder);
        header.keySet().remove("base_model.model.lm_head.base_layer.weight");
        return header;
    }

    private static Map<String, String> header(Path folder) {
        Map<String, String> header = new TreeMap<>();
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(AdapterConfig.WEIGHTS_FILE))) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
            for (Map.Entry<String, TensorInfo> entry : file.tensors().entrySet()) {
                TensorInfo info = entry.getValue();
                header.put(entry.getKey(), info.dtype() + Arrays.toString(info.shape()));
            }
        }
        return header;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anAdapterOfPeftIsTheSameWhenWeHaveReadAndWrittenIt(String kind) {
        AdapterFixture fixture = new AdapterFixture(kind);
        try (Device device = EveryDevice.reference()) {
            LanguageModel.load(device, fixture.base(), Trainable.NOTHING, Optional.of(fixture.folder()))
                    .saveAdapter(dir);
        }
        assertThat(header(dir)).isEqualTo(headerWithoutBase(fixture.folder()));
        assertThat(AdapterConfig.read(dir)).isEqualTo(fixture.config());
        Map<String, float[]> stored = fixture.tensors(false);
        try (SafetensorsFile file = SafetensorsFile.open(dir.resolve(AdapterConfig.WEIGHTS_FILE))) {
            file.tensors()
                    .keySet()
                    .forEach(name -> assertThat(file.floats(name)).as(name).isEqualTo(stored.get(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void aNewAdapterChangesNothingAndBeginsWhereDoraBegins(String kind) {
        AdapterFixture fixture = new AdapterFixture(kind);
        int[] ids = fixture.samples().get(0).ids();
        try (Device device = EveryDevice.reference();
                Pass pass = device.inferencePass()) {
            LanguageModel plain = LanguageModel.load(device, fixture.base(), Trainable.NOTHING, Optional.empty());
            LanguageModel fresh =
                    LanguageModel.load(device, fixture.base(), Trainable.adapters(fixture.wish()), Optional.empty());
            float[] expected = plain.logits(pass, ids, new Packing(ids.length));
            assertThat(distance(fresh.logits(pass, ids, new Packing(ids.length)), expected))
                    .isLessThan(1e-5);
            Set<String> magnitudes = new TreeSet<>(fresh.trainableParameters().keySet());
            magnitudes.removeIf(name -> !name.endsWith("lora_magnitude_vector"));
            assertThat(magnitudes.isEmpty()).isNotEqualTo(fixture.config().dora());
        }
    }

    @ParameterizedTest
    @MethodSource("kindsOnDevices")
    void mergedIsBaseAndAdapter(String kind, String deviceName) {
        AdapterFixture fixture = new AdapterFixture(kind);
        // PEFT adds the adapter of a tied head to the embedding as well, which is another model.
        boolean merged = !kind.equals("head-tied");
        try (Device device = EveryDevice.open(deviceName)) {
            LanguageModel.load(device, fixture.base(), Trainable.NOTHING, Optional.of(fixture.folder()))
                    .saveFull(dir, DType.F32);
            LanguageModel model = LanguageModel.load(device, dir, Trainable.NOTHING, Optional.empty());
            List<AdapterFixture.Sample> samples = fixture.samples();
            for (int i = 0; i < samples.size(); i++) {
                int[] ids = samples.get(i).ids();
                try (Pass pass = device.inferencePass()) {
                    float[] logits = model.logits(pass, ids, new Packing(ids.length));
                    assertThat(distance(logits, fixture.logits(i, merged))).isLessThan(1e-4);
                    assertThat(distance(logits, fixture.logits(i, false))).isLessThan(1e-4);
                }
            }
        }
    }

    @Test
    void whatWeDoNotComputeIsRefusedByName() {
        assertRefused("embedding", "embed_tokens.lora_embedding_A", "belongs to no layer");
        assertRefused("saved-module", "modules_to_save");
        assertRefused("trained-bias", "bias is lora_only");
    }

    private static void assertRefused(String kind, String... parts) {
        AdapterFixture fixture = new AdapterFixture(kind);
        try (Device device = EveryDevice.reference()) {
            Path base = new AdapterFixture("head-untied").base();
            assertThatThrownBy(() -> LanguageModel.load(device, base, Trainable.NOTHING, Optional.of(fixture.folder())))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContainingAll(parts)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void anAdapterWithAnotherHeadThanTheModelsIsRefused() {
        AdapterFixture fixture = new AdapterFixture("head-untied");
        Path other = dir.resolve("other");
        try (Device device = EveryDevice.reference()) {
            LanguageModel base = LanguageModel.load(device, fixture.base(), Trainable.EVERYTHING, Optional.empty());
            Parameter head = Objects.requireNonNull(base.trainableParameters().get("lm_head.weight"));
            float[] values = head.read();
            values[7] += 0.01f;
            head.write(values);
            base.saveFull(other, DType.F32);
            assertThatThrownBy(
                            () -> LanguageModel.load(device, other, Trainable.NOTHING, Optional.of(fixture.folder())))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("lm_head.base_layer.weight is another weight than the model's own");
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

    /** |actual − expected| / |expected|. */
    private static double relative(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }
}
