package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dasllm.cli.device.DeviceChoice;
import org.dasllm.cli.models.LoadedModel;
import org.dasllm.export.bundle.Export;
import org.dasllm.export.bundle.ExportConfig;
import org.dasllm.export.bundle.ExportKind;
import org.dasllm.export.bundle.ProbeCheck;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.probe.Probes;
import org.dasllm.format.progress.Progress;
import org.dasllm.model.gguf.GgufExport;
import org.dasllm.tensor.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A trained and exported bundle with real tokens: every command that loads it refuses a damaged one, and none a whole one. */
final class BundleRefusalTest {
    private static final Path KEPT = Path.of("cli", "src", "test", "fixtures", "run-0.1.0");
    private static final String WEIGHTS = "model.safetensors";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path trained;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeAll
    static void train() throws IOException {
        Path data = KEPT.resolve("run/dataset");
        Path file = Files.write(
                trained.resolve("training.yaml"),
                List.of(
                        "out: " + trained.resolve("training"),
                        "base: " + KEPT.resolve("base").toAbsolutePath(),
                        "data: [" + data.resolve("train.jsonl").toAbsolutePath() + "]",
                        "threads: 1",
                        "train:",
                        "  epochs: 20",
                        "  seed: 1",
                        "  lora: {rank: 4, alpha: 8}",
                        "  batch: {samples_per_step: 8, max_tokens_per_micro_batch: 1024}",
                        "  optimizer: {learning_rate: 0.01, warmup_ratio: 0.05}"));
        Outcome outcome = Outcome.of("pretrain", file.toString());
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        Export.run(
                ExportConfig.of(ExportKind.BOTH, ExportType.BF16, true),
                KEPT.resolve("base"),
                trained.resolve("training/adapter"),
                Optional.empty(),
                Optional.of(ProbeCheck.of(trained.resolve("training"), () -> DeviceChoice.open("auto", 1))),
                trained.resolve("bundle"),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(trained.resolve("bundle"))) {
            for (Path path : all.toList()) {
                Files.copy(path, bundle().resolve(trained.resolve("bundle").relativize(path)));
            }
        }
    }

    private Path bundle() {
        return folder.resolve("bundle");
    }

    private void flip(String file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(bundle().resolve(file).toFile(), "rw")) {
            open.seek(open.length() / 2);
            int value = open.read();
            open.seek(open.length() / 2);
            open.write(value ^ 1);
        }
    }

    /** The base's weights in a bundle whose manifest fits them, as an export would leave that forgets the adapter. */
    private void forgetTheAdapter() throws IOException {
        Files.copy(
                KEPT.resolve("base").resolve(WEIGHTS), bundle().resolve(WEIGHTS), StandardCopyOption.REPLACE_EXISTING);
        BundleManifest old = BundleManifest.read(bundle());
        List<BundleManifest.File> files = old.files().stream()
                .map(file -> {
                    Path path = bundle().resolve(file.path());
                    return new BundleManifest.File(file.path(), path.toFile().length(), Sha256.ofFile(path));
                })
                .toList();
        new BundleManifest(
                        old.dasllmVersion(),
                        old.kind(),
                        old.dtype(),
                        old.forced(),
                        old.verdict(),
                        old.task(),
                        old.provenance(),
                        files)
                .write(bundle());
    }

    private static Outcome silently(String... command) {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(new byte[0]));
            return Outcome.of(command);
        } finally {
            System.setIn(before);
        }
    }

    private Outcome loadedBy(String command) {
        return silently(command, bundle().toString(), "--threads=1");
    }

    private void refusedBy(String command, String said) {
        Outcome outcome = loadedBy(command);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(said);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aWholeBundleAnswersAndSaysThatItIsWhole() {
        Outcome outcome = loadedBy("chat");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.errors())
                .anyMatch(line -> line.matches("  verified: 10 files; probes: 4 of 4 first tokens as in training,"
                        + " logits within [0-9.]+ %, (99|100|101) % of the training's effect of [0-9.]+ %"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "chat"})
    void aFlippedBitIsRefusedByName(String command) throws IOException {
        flip(WEIGHTS);
        refusedBy(command, bundle() + " is not what its manifest says: " + WEIGHTS + " has changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "chat"})
    void aFlippedBitInTheProbesIsRefusedByName(String command) throws IOException {
        flip(Probes.NEUTRAL_FILE);
        refusedBy(command, Probes.NEUTRAL_FILE + " has changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "chat"})
    void anUnlistedFileIsRefusedByName(String command) throws IOException {
        Files.writeString(bundle().resolve("more.txt"), "x");
        refusedBy(command, "more.txt is not in the manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "chat"})
    void aMissingFileIsRefusedByName(String command) throws IOException {
        Files.delete(bundle().resolve("tokenizer_config.json"));
        refusedBy(command, "tokenizer_config.json is missing");
    }

    static Set<Precision> precisions() {
        return DeviceChoice.precisions("auto");
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void everyPrecisionServesTheTrainedModelAndRefusesItsBase(Precision precision) throws IOException {
        LoadedModel.load(bundle(), "auto", 1, precision).close();
        forgetTheAdapter();
        assertThatThrownBy(() -> LoadedModel.load(bundle(), "auto", 1, precision))
                .isInstanceOf(DasllmException.class)
                .hasMessageStartingWith("The weights in " + bundle());
    }

    private Outcome gguf(Path out, GgufExport.Type type) {
        return Outcome.of("gguf", bundle().toString(), "--out", out.toString(), "--type", type.name());
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfGgufFilesIsReadBackAndComparedBeforeItIsThere(GgufExport.Type type) throws IOException {
        Path out = folder.resolve("gguf/model.gguf");
        Outcome outcome = gguf(out, type);
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(outcome.errors()).anyMatch(line -> line.startsWith("  probes: 8 of 8 first tokens as in training"));
        assertThat(out).exists();
        Files.delete(out);
        forgetTheAdapter();
        Outcome forgotten = gguf(out, type);
        assertThat(forgotten.exitCode()).isEqualTo(3);
        assertThat(forgotten.error()).contains("The weights of the GGUF file of type " + type);
        assertThat(out.getParent()).isEmptyDirectory();
    }

    @Test
    void noGgufFileIsMadeOfADamagedBundle() throws IOException {
        flip(WEIGHTS);
        Path out = folder.resolve("model.gguf");
        assertThat(gguf(out, GgufExport.Type.F16).error()).contains(WEIGHTS + " has changed");
        assertThat(out).doesNotExist();
    }

    @Test
    void noGgufFileIsPutIntoABundle() {
        Outcome outcome = gguf(bundle().resolve("model.gguf"), GgufExport.Type.F16);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains("would lie in the bundle " + bundle());
        assertThat(bundle().resolve("model.gguf")).doesNotExist();
    }
}
