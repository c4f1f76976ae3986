package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.bundle.BundleFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Json;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.format.safetensors.SafetensorsWriter;
import org.dasllm.model.llm.LanguageModel;
import org.dasllm.model.llm.Trainable;
import org.dasllm.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that may answer, and ones with a fault planted: some in a file, some with the manifest made to fit the fault. */
final class BundleCheckTest {
    private static final String WEIGHTS = "model.safetensors";
    private static final String HEAD = "lm_head.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    @TempDir
    Path dir;

    private Path bundle = Path.of("");

    private void export(ExportType dtype, String... targets) {
        export(ExportKind.MERGED, dtype, targets);
    }

    private void export(ExportKind kind, ExportType dtype, String... targets) {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32, Set.of(targets));
        BundleProbes.write(fixture, dir.resolve(Probes.NEUTRAL_FILE), "float32", Optional.of(fixture.adapter()));
        Export.run(
                ExportConfig.of(kind, dtype, true),
                fixture.base(),
                fixture.adapter(),
                Optional.empty(),
                Optional.of(ProbeCheck.of(dir, ReferenceDevice::new)),
                fixture.out(),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
        bundle = fixture.out();
    }

    private void export(ExportType dtype) {
        export(dtype, "q_proj", "v_proj", "o_proj", "down_proj");
    }

    /** As whoever serves a folder does it. */
    private Optional<String> loaded() {
        BundleCheck check = BundleCheck.begin(bundle, Progress.SILENT);
        try (ReferenceDevice device = new ReferenceDevice();
                LanguageModel model = LanguageModel.load(device, bundle, Trainable.NOTHING, Optional.empty())) {
            return check.require(model);
        } catch (RuntimeException failure) {
            throw check.reason(failure);
        }
    }

    private void refused(String... said) {
        assertThatThrownBy(this::loaded).isInstanceOf(DasllmException.class).hasMessageContainingAll(said);
    }

    /** Writes a manifest that fits the files as they are, as somebody would who exports wrongly rather than damages. */
    private void list() {
        BundleManifest old = BundleManifest.read(bundle);
        new BundleManifest(
                        old.dasllmVersion(),
                        old.kind(),
                        old.dtype(),
                        old.forced(),
                        old.verdict(),
                        old.task(),
                        old.provenance(),
                        BundleFiles.list(bundle, Map.of()))
                .write(bundle);
    }

    private void weights(BiConsumer<String, float[]> change) throws IOException {
        Path whole = Files.move(bundle.resolve(WEIGHTS), dir.resolve("whole"));
        BundleProbes.rewrite(whole, bundle.resolve(WEIGHTS), change);
        Files.delete(whole);
        list();
    }

    private static void flip(Path file, long fromEnd) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length() - fromEnd);
            int value = open.read();
            open.seek(open.length() - fromEnd);
            open.write(value ^ 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWholeBundleIsLoadedAndSaysSo(ExportType dtype) {
        export(dtype);
        assertThat(loaded().orElseThrow())
                .matches("verified: 9 files; probes: 3 of 3 first tokens as in training, logits within [0-9.e-]+ %,"
                        + " 100 % of the training's effect of [0-9.]+ %");
    }

    @Test
    void aManifestThatCannotBeReadIsSaidToBeSo() throws IOException {
        export(ExportType.F32);
        Path manifest = bundle.resolve(BundleManifest.FILE);
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\\{", "{\"colour\": \"blue\","));
        refused("manifest.json", "colour");
    }

    @Test
    void aModelsFolderWithoutAManifestIsNoBundle() {
        bundle = BundleFixture.in(dir, true, DType.F32).base();
        assertThat(loaded()).isEmpty();
    }

    @Test
    void aBundleWithoutNeutralProbesIsVerifiedAndSaysThatNothingIsCompared() throws IOException {
        export(ExportType.F32);
        Files.delete(bundle.resolve(Probes.NEUTRAL_FILE));
        list();
        assertThat(loaded())
                .contains("verified: 8 files; probes: not compared, since the bundle has no neutral probes");
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, Probes.NEUTRAL_FILE, "config.json", "tokenizer.json", "MODEL_CARD.md"})
    void aFlippedBitIsFoundInWhateverFile(String file) throws IOException {
        export(ExportType.F32);
        // Near the end, so that the file may be broken for its reader too: the damage is named all the same.
        flip(bundle.resolve(file), 3);
        refused(bundle + " is not what its manifest says: " + file + " has changed");
    }

    @Test
    void anUnlistedFileIsFound() throws IOException {
        export(ExportType.F32);
        Files.writeString(bundle.resolve("adapter_model.bin"), "x");
        refused("adapter_model.bin is not in the manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {WEIGHTS, Probes.NEUTRAL_FILE, "config.json", "LICENSE"})
    void aMissingFileIsFound(String file) throws IOException {
        export(ExportType.F32);
        Files.delete(bundle.resolve(file));
        refused(file + " is missing");
    }

    @Test
    void theManifestOfAnotherBundleIsFound() throws IOException {
        export(ExportType.BF16);
        Path other = Files.copy(bundle.resolve(BundleManifest.FILE), dir.resolve("other.json"));
        export(ExportType.F32);
        Files.copy(other, bundle.resolve(BundleManifest.FILE), StandardCopyOption.REPLACE_EXISTING);
        refused(WEIGHTS + " has ");
    }

    @ParameterizedTest
    @EnumSource
    void theBaseAloneIsFound(ExportType dtype) throws IOException {
        export(dtype);
        try (SafetensorsFile base = SafetensorsFile.open(dir.resolve("base").resolve(WEIGHTS))) {
            weights((name, values) -> System.arraycopy(base.floats(name), 0, values, 0, values.length));
        }
        refused("The weights in " + bundle + " answer as the base model does, without its training");
    }

    @ParameterizedTest
    @EnumSource
    void aMatrixOfZerosIsFound(ExportType dtype) throws IOException {
        export(dtype);
        weights((name, values) -> {
            if (name.contains("layers.0.self_attn.v_proj")) {
                Arrays.fill(values, 0);
            }
        });
        refused("do not answer as the trained model did");
    }

    @ParameterizedTest
    @EnumSource
    void aTransposedMatrixIsFound(ExportType dtype) throws IOException {
        export(dtype);
        weights((name, values) -> {
            if (name.contains("layers.1.self_attn.o_proj")) {
                transpose(values, 16);
            }
        });
        refused("do not answer as the trained model did");
    }

    private static void transpose(float[] values, int size) {
        float[] old = values.clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = old[i % size * size + i / size];
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAdapterMergedAtHalfItsScaleIsFound(ExportType dtype) throws IOException {
        export(dtype);
        try (SafetensorsFile base = SafetensorsFile.open(dir.resolve("base").resolve(WEIGHTS))) {
            weights((name, values) -> {
                float[] frozen = base.floats(name);
                for (int i = 0; i < values.length; i++) {
                    values[i] = (values[i] + frozen[i]) / 2;
                }
            });
        }
        refused("do not answer as the trained model did");
    }

    @ParameterizedTest
    @EnumSource
    void aHeadsAdapterThatWasDroppedIsFound(ExportType dtype) throws IOException {
        export(dtype, "q_proj", "lm_head");
        try (SafetensorsFile base = SafetensorsFile.open(dir.resolve("base").resolve(WEIGHTS))) {
            weights((name, values) -> {
                if (name.equals(HEAD)) {
                    System.arraycopy(base.floats(EMBEDDING), 0, values, 0, values.length);
                }
            });
        }
        refused("The weights in " + bundle);
    }

    /** The head has learnt, and config.json says that it is the embedding still. */
    private void tie(boolean tied) throws IOException {
        Path file = bundle.resolve("config.json");
        ObjectNode config = (ObjectNode) Json.readTree(file);
        assertThat(config.path("tie_word_embeddings").asBoolean()).isNotEqualTo(tied);
        Json.write(file, config.put("tie_word_embeddings", tied));
        list();
    }

    @Test
    void aStaleTieBesideTheHeadsOwnWeightIsFound() throws IOException {
        export(ExportType.F32, "q_proj", "lm_head");
        tie(true);
        refused("ties the output head to the embedding", HEAD + " has other values");
    }

    @ParameterizedTest
    @EnumSource
    void aStaleTieWithoutTheHeadsOwnWeightIsFound(ExportType dtype) throws IOException {
        export(dtype, "q_proj", "lm_head");
        Path whole = Files.move(bundle.resolve(WEIGHTS), dir.resolve("whole"));
        try (SafetensorsFile file = SafetensorsFile.open(whole)) {
            List<SafetensorsWriter.Entry> kept = file.tensors().entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(HEAD))
                    .map(entry -> SafetensorsWriter.floats(
                            entry.getKey(),
                            entry.getValue().shape(),
                            file.floats(entry.getKey()),
                            entry.getValue().dtype()))
                    .toList();
            SafetensorsWriter.write(bundle.resolve(WEIGHTS), Map.of(), kept);
        }
        tie(true);
        refused("The weights in " + bundle);
    }

    @Test
    void aTiedModelThatIsSaidToBeUntiedIsFound() throws IOException {
        export(ExportType.F32);
        tie(false);
        refused(HEAD);
    }

    @Test
    void anAdapterAloneIsRefusedAsWhatItIs() {
        export(ExportKind.ADAPTER, ExportType.F32, "q_proj");
        refused("The bundle " + bundle + " holds an adapter alone", "Export with kind merged or both");
    }

    @Test
    void probesThatAreNoneAreRefusedByName() throws IOException {
        export(ExportType.F32);
        Files.writeString(bundle.resolve(Probes.NEUTRAL_FILE), "{\"version\": 9}");
        list();
        refused(bundle.resolve(Probes.NEUTRAL_FILE) + " is a record of probes of version 9");
    }
}
