package org.dasllm.signing.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dasllm.format.bundle.BundleFiles;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.bundle.BundleVerdict;
import org.dasllm.format.io.Json;
import org.dasllm.signing.folder.SignedFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that the build makes, as a process of its own with nothing but Java. */
final class VerifierJarIT {
    private static final Path JAR = Path.of(System.getProperty("dasllm.verifier.jar"));
    private static final long MOST_BYTES = 3_000_000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SignedFixture fixture;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void sign() {
        fixture = SignedFixture.in(dir, "NOT_SHOWN", "owner");
        fixture.sign("ada", Map.of("owner", "Ward 3"), Optional.of("a trial"));
        fixture.sign("bob");
    }

    private Ended verify(String... options) throws IOException, InterruptedException {
        return verify(fixture.folder(), options);
    }

    private Ended verify(Path folder, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()));
        command.add(folder.toString());
        command.addAll(List.of(options));
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(dir.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private String key(String name) {
        return fixture.publicKey(name).toString();
    }

    @Test
    void itIsSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
    }

    @Test
    void aWholeFolderPasses() throws IOException, InterruptedException {
        Ended ended = verify("--key", key("ada"), "--key=" + key("bob"));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains("is whole: 7 files")
                .contains("signed with the key " + key("ada") + " (it says: ada, tester, at 2026-11-30T08:15:00Z)")
                .contains("signed despite the verdict \"not-shown\": a trial")
                .contains("filled in by the signer: owner: Ward 3");
        Ended unknown = verify();
        assertThat(unknown.code()).isZero();
        assertThat(unknown.out()).contains("the signers are not identified");
        Ended json = verify("--json", "--key", key("ada"));
        assertThat(Json.parse(json.out(), JsonNode.class, "the findings")
                        .at("/signatures")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void aFlippedBitIsThree() throws IOException, InterruptedException {
        Path weights = fixture.folder().resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[2] ^= 4;
        Files.write(weights, bytes);
        Ended ended = verify("--key", key("ada"));
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).contains("model.safetensors has changed since it was signed");
        assertThat(ended.err().lines()).hasSize(1);
        assertThat(ended.err()).startsWith("dasllm-verify: ").doesNotContain("java.");
    }

    @Test
    void aBundleIsHeldAgainstItsManifestAndItsSignature() throws IOException, InterruptedException {
        Path bundle = Files.createDirectory(dir.resolve("bundle"));
        Path weights = Files.writeString(bundle.resolve("model.safetensors"), "weights");
        new BundleManifest(
                        "0.1.0",
                        "MERGED",
                        "F32",
                        false,
                        new BundleVerdict("non-inferior", null, null),
                        null,
                        Map.of(),
                        BundleFiles.list(bundle, Map.of()))
                .write(bundle);
        Ended unsigned = verify(bundle);
        assertThat(unsigned.code()).isZero();
        assertThat(unsigned.out()).contains("is whole: 1 file\n", "no signature: it is not known who made it");
        fixture.sign("ada", bundle);
        assertThat(verify(bundle, "--key", key("ada")).code()).isZero();
        Files.writeString(weights, "Weights");
        Ended changed = verify(bundle, "--key", key("ada"));
        assertThat(changed.code()).isEqualTo(3);
        assertThat(changed.out())
                .contains("model.safetensors has changed: its SHA-256 is not the manifest's")
                .contains("model.safetensors has changed since it was signed");
    }

    @Test
    void aMissingSignerIsFourUnlessEnoughAreThere() throws IOException, InterruptedException {
        Ended ended = verify("--key", key("ada"), "--key", key("eve"));
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.err()).contains("signed by 1 of the keys that were given instead of 2");
        assertThat(verify("--key", key("ada"), "--key", key("eve"), "--at-least", "1")
                        .code())
                .isZero();
    }

    @Test
    void aWrongCommandLineIsTwo() throws IOException, InterruptedException {
        for (List<String> options : List.of(List.of("--colour"), List.of("--key"), List.of("--at-least", "some"))) {
            Ended ended = verify(options.toArray(String[]::new));
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err().lines()).hasSize(1);
        }
        assertThat(verify("--help").out()).contains("Exit codes:");
    }
}
