package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.bundle.Verification;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.safetensors.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerificationTest {
    @TempDir
    Path dir;

    private Path bundle = Path.of("");

    @BeforeEach
    void export() {
        BundleFixture fixture = BundleFixture.in(dir, true, DType.F32);
        fixture.export(ExportConfig.of(ExportKind.BOTH, ExportType.F32, false));
        bundle = fixture.out();
        assertThat(Verification.verify(bundle).problems()).isEmpty();
    }

    @Test
    void findsOneFlippedBit() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(bundle.resolve("model.safetensors").toFile(), "rw")) {
            file.seek(file.length() - 5);
            int value = file.read();
            file.seek(file.length() - 5);
            file.write(value ^ 1);
        }
        assertThat(Verification.verify(bundle).problems())
                .singleElement()
                .asString()
                .startsWith("model.safetensors has changed");
    }

    @Test
    void findsATruncatedFile() throws IOException {
        Path file = bundle.resolve("adapter/adapter_model.safetensors");
        long size = Files.size(file);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(size - 1);
        }
        assertThat(Verification.verify(bundle).problems())
                .containsExactly("adapter/adapter_model.safetensors has " + (size - 1) + " bytes instead of " + size);
    }

    @Test
    void namesExtraAndMissingFilesAndLinks() throws IOException {
        Files.createDirectories(bundle.resolve("more"));
        Files.writeString(bundle.resolve("more/extra.bin"), "x");
        Files.delete(bundle.resolve("tokenizer.json"));
        Files.move(bundle.resolve("LICENSE"), dir.resolve("elsewhere"));
        Files.createSymbolicLink(bundle.resolve("LICENSE"), dir.resolve("elsewhere"));
        Verification verification = Verification.verify(bundle);
        assertThat(verification.problems())
                .containsExactly(
                        "LICENSE is not a plain file",
                        "tokenizer.json is missing",
                        "more/extra.bin is not in the manifest");
        assertThatThrownBy(verification::require)
                .isInstanceOf(DasllmException.class)
                .hasMessageContainingAll("tokenizer.json is missing", "more/extra.bin is not in the manifest");
    }

    @Test
    void opensNothingOutsideTheBundle() throws IOException {
        Path secret = dir.resolve("secret");
        Files.writeString(secret, "x");
        Path manifest = bundle.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"LICENSE\"", "\"../secret\""));
        assertThat(Verification.verify(bundle).problems())
                .containsExactly("../secret is missing", "LICENSE is not in the manifest");
    }

    @Test
    void refusesAFolderWithoutManifest() throws IOException {
        Files.delete(bundle.resolve("manifest.json"));
        assertThatThrownBy(() -> Verification.verify(bundle))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("manifest.json");
    }

    @Test
    void refusesTheManifestOfSomethingElse() throws IOException {
        Files.writeString(bundle.resolve("manifest.json"), "{\"formatVersion\": 1, \"stages\": []}");
        assertThatThrownBy(() -> Verification.verify(bundle))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("not the manifest of a bundle");
    }

    @Test
    void refusesTheManifestOfANewerBundleByName() throws IOException {
        Path manifest = bundle.resolve("manifest.json");
        Files.writeString(manifest, "{\"format\": \"dasllm-bundle\", \"formatVersion\": 3, \"licences\": []}");
        assertThatThrownBy(() -> Verification.verify(bundle))
                .isInstanceOf(DasllmException.class)
                .hasMessage(
                        manifest + " is the manifest of a bundle of version 3, and this program reads versions 1 to 2."
                                + " Use a newer dasllm, such as the one that wrote it.");
    }
}
