package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
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
        BundleProbes.write(
                fixture, probes(), precision, List.of(adapter).stream().findFirst());
    }

    private Path probes() {
        return dir.resolve(Probes.NEUTRAL_FILE);
    }

    private BundleManifest export(ExportKind kind, ExportType dtype) {
        return Export.run(
                ExportConfig.of(kind, dtype, true),
                fixture.base(),
                fixture.adapter(),
                Optional.empty(),
                Optional.of(ProbeCheck.of(dir, ReferenceDevice::new)),
                fixture.out(),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
    }

    private String found(ExportKind kind, ExportType dtype) {
        return String.valueOf(export(kind, dtype).provenance().get("probes"));
    }

    @ParameterizedTest
    @EnumSource(ExportType.class)
    void whatAnswersAsItWasTrainedIsExportedAndTheManifestSaysSo(ExportType dtype) {
        String each = "3 of 3 first tokens as in training, logits within [0-9.e-]+ %,"
                + " 100 % of the training's effect of [0-9.]+ % \\(neutral prompts\\)";
        assertThat(found(ExportKind.MERGED, dtype)).matches("merged weights: " + each);
        assertThat(found(ExportKind.ADAPTER, dtype)).matches("adapter: " + each);
        assertThat(found(ExportKind.BOTH, dtype)).matches("merged weights: " + each + "; adapter: " + each);
    }

    @Test
    void theNeutralProbesTravelInTheBundleAndThoseOfSamplesDoNot() throws IOException {
        Path samples = dir.resolve(Probes.FILE);
        BundleProbes.write(fixture, samples, "float32", Optional.of(fixture.adapter()));
        BundleManifest manifest = export(ExportKind.BOTH, ExportType.BF16);
        assertThat(manifest.files().stream().map(BundleManifest.File::path))
                .contains(Probes.NEUTRAL_FILE)
                .doesNotContain(Probes.FILE);
        assertThat(fixture.out().resolve(Probes.NEUTRAL_FILE)).hasSameBinaryContentAs(probes());
        assertThat(Verification.verify(fixture.out()).problems()).isEmpty();
    }

    @Test
    void aTrainingOnRoundedWeightsIsComparedAsCloselyAsThoseAllow() {
        record("bfloat16", fixture.adapter());
        assertThat(found(ExportKind.BOTH, ExportType.F32)).startsWith("merged weights: 3 of 3 first tokens");
    }

    @Test
    void aRunWithoutProbesIsExportedAndTheManifestSaysSo() throws IOException {
        Files.delete(probes());
        assertThat(found(ExportKind.BOTH, ExportType.F32)).isEqualTo("not compared: the training recorded none");
        assertThat(fixture.out().resolve(Probes.NEUTRAL_FILE)).doesNotExist();
    }

    @Test
    void anAdapterThatChangesNothingIsRefused() throws IOException {
        exchange("lora_B");
        record("float32", fixture.adapter());
        refused(ExportKind.BOTH, "The adapter changes nothing");
    }

    /** Puts an adapter with zeros in some tensors in the place of the fixture's; gives where that is now. */
    private Path exchange(String zeros) throws IOException {
        Path whole = Files.move(fixture.adapter(), dir.resolve("whole"));
        BundleProbes.changed(whole, fixture.adapter(), (name, values) -> {
            if (name.contains(zeros)) {
                Arrays.fill(values, 0);
            }
        });
        return whole;
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void theBaseAloneInPlaceOfTheTrainedModelIsFound(ExportKind kind) throws IOException {
        record("float32", exchange("lora_B"));
        refused(kind, "answer as the base model does, without its training: ");
    }

    @ParameterizedTest
    @EnumSource(ExportKind.class)
    void aTensorOfZerosIsFound(ExportKind kind) throws IOException {
        // The probes are of the whole adapter, and what is exported has lost a tensor of it.
        record("float32", exchange("layers.1.mlp.down_proj.lora_B"));
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
        Files.writeString(probes(), Files.readString(probes()).replace("\"version\":2", "\"version\":3"));
        refused(
                ExportKind.BOTH,
                probes() + " is a record of probes of version 3, and this program reads versions 1 to 2");
    }

    private void refused(ExportKind kind, String said) {
        assertThatThrownBy(() -> export(kind, ExportType.F32))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(said);
        assertThat(fixture.out()).doesNotExist();
    }
}
