package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.model.probe.ProbeRecorder;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bundles whose weights answer as the trained model did, and such whose weights do not. */
final class ProbeCheckTest {
    @TempDir
    Path dir;

    private BundleFixture fixture = new BundleFixture(Path.of(""));

    @BeforeEach
    void make() {
        fixture = BundleFixture.in(dir, true, DType.F32);
        record("float32", fixture.adapter());
    }

    /** Probes of the base with an adapter, or without, told to be of the fixture's adapter. */
    private void record(String precision, Path... adapter) {
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(
                        device,
                        fixture.base(),
                        Trainable.NOTHING,
                        List.of(adapter).stream().findFirst())) {
            new Probes(
                            Sha256.of(fixture.adapter()),
                            precision,
                            "stored",
                            device.name(),
                            "validation",
                            List.of(ProbeRecorder.probe(model, "s1", new int[] {1, 7, 3})))
                    .write(probes());
        }
    }

    private Path probes() {
        return dir.resolve(Probes.FILE);
    }

    private BundleManifest export(ExportKind kind, ExportType dtype) {
        return Export.run(
                ExportConfig.of(kind, dtype, true),
                fixture.base(),
                fixture.adapter(),
                Optional.empty(),
                Optional.of(new ProbeCheck(probes(), ReferenceDevice::new)),
                fixture.out(),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
    }

    private String found(ExportKind kind, ExportType dtype) {
        return String.valueOf(export(kind, dtype).provenance().get("probes"));
    }

    @Test
    void whatAnswersAsItWasTrainedIsExportedAndTheManifestSaysSo() {
        String each = "1 of 1 first tokens as in training, logits within [0-9.e-]+";
        assertThat(found(ExportKind.MERGED, ExportType.F32)).matches("merged weights: " + each);
        assertThat(found(ExportKind.ADAPTER, ExportType.F32)).matches("adapter: " + each);
        assertThat(found(ExportKind.BOTH, ExportType.F32)).matches("merged weights: " + each + "; adapter: " + each);
        assertThat(found(ExportKind.BOTH, ExportType.BF16)).matches("adapter: " + each);
    }

    @Test
    void whatRoundsTooMuchIsNotComparedAndTheManifestSaysSo() {
        assertThat(found(ExportKind.MERGED, ExportType.BF16)).isEqualTo("not compared: the weights are bfloat16");
        record("bfloat16", fixture.adapter());
        assertThat(found(ExportKind.BOTH, ExportType.F32))
                .startsWith("not compared: the training computed in bfloat16");
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void theBaseAloneInPlaceOfTheTrainedModelIsFound(ExportKind kind) {
        record("float32");
        refused(kind, "do not answer as the trained model did");
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void aTensorOfZerosIsFound(ExportKind kind) throws IOException {
        Path whole = Files.createDirectory(dir.resolve("whole"));
        for (String name : List.of(AdapterConfig.WEIGHTS_FILE, AdapterConfig.FILE)) {
            Files.copy(fixture.adapter().resolve(name), whole.resolve(name));
        }
        Path weights = fixture.adapter().resolve(AdapterConfig.WEIGHTS_FILE);
        try (SafetensorsFile file = SafetensorsFile.open(whole.resolve(AdapterConfig.WEIGHTS_FILE))) {
            String broken = file.tensors().keySet().stream()
                    .filter(name -> name.contains("layers.1.mlp.down_proj.lora_B"))
                    .findFirst()
                    .orElseThrow();
            SafetensorsWriter.write(
                    weights,
                    Map.of(),
                    file.tensors().entrySet().stream()
                            .map(entry -> {
                                float[] values = file.floats(entry.getKey());
                                return SafetensorsWriter.floats(
                                        entry.getKey(),
                                        entry.getValue().shape(),
                                        entry.getKey().equals(broken) ? new float[values.length] : values,
                                        DType.F32);
                            })
                            .toList());
        }
        record("float32", whole);
        refused(kind, "do not answer as the trained model did");
    }

    @Test
    void probesOfAnotherAdapterAreRefused() throws IOException {
        Path config = fixture.adapter().resolve(AdapterConfig.FILE);
        Files.writeString(config, Files.readString(config) + "\n");
        refused(ExportKind.BOTH, probes() + " was recorded of another adapter than the one that is exported");
    }

    @Test
    void probesOfANewerVersionAreRefusedByName() throws IOException {
        Files.writeString(probes(), Files.readString(probes()).replace("\"version\":1", "\"version\":2"));
        refused(ExportKind.BOTH, probes() + " is a record of probes of version 2, and this program reads version 1");
    }

    private void refused(ExportKind kind, String said) {
        assertThatThrownBy(() -> export(kind, ExportType.F32))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(said);
        assertThat(fixture.out()).doesNotExist();
    }
}
