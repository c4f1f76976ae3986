package org.dasllm.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.folder.FolderFindings;
import org.dasllm.signing.folder.KnownKey;
import org.dasllm.signing.folder.SignatureFinding;
import org.dasllm.signing.folder.SignedFolder;
import org.dasllm.signing.folder.Signing;
import org.dasllm.signing.key.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenSSF's tool has signed; {@code tools/reference/model_signing_files.py} makes it, and verifies ours by that tool. */
final class ModelSigningTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reference/model-signing");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    private Path folder = Path.of("");

    @BeforeEach
    void make() throws IOException {
        folder = dir.resolve("folder");
        for (Map.Entry<String, JsonNode> file :
                Json.readTree(REFERENCE.resolve("files.json")).properties()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, HexFormat.of().parseHex(file.getValue().asText()));
        }
    }

    private static KnownKey key(String curve) {
        return KnownKey.read(REFERENCE.resolve(curve + ".pub.pem"));
    }

    private FolderFindings verify(String curve, KnownKey... keys) {
        return SignedFolder.open(folder, Progress.SILENT)
                .verify(List.of(keys), List.of(REFERENCE.resolve(curve + ".sig")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void itsSignatureIsVerified(String curve) throws IOException {
        FolderFindings found = verify(curve, key(curve));
        assertThat(found.problems()).isEmpty();
        assertThat(found.signatures())
                .singleElement()
                .returns(SignatureFinding.State.KNOWN, SignatureFinding::state)
                .returns(true, SignatureFinding::filesMatch);
        Files.write(folder.resolve("a/b.txt"), new byte[] {1});
        assertThat(verify(curve, key(curve)).problems()).containsExactly("a/b.txt has changed since it was signed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void withoutItsKeyASignatureOfItCannotBeChecked(String curve) {
        FolderFindings found = verify(curve, key(curve.equals("p256") ? "p384" : "p256"));
        assertThat(found.signatures())
                .singleElement()
                .returns(SignatureFinding.State.UNCHECKED, SignatureFinding::state);
        assertThat(found.knownSigners()).isZero();
    }

    @Test
    void itsSignatureInTheFolderIsFound() throws IOException {
        Path inside = Files.createDirectory(dir.resolve("inside"));
        for (String name : List.of("weights.bin", "model.sig")) {
            Files.copy(REFERENCE.resolve("inside").resolve(name), inside.resolve(name));
        }
        FolderFindings found = SignedFolder.open(inside, Progress.SILENT).verify(List.of(key("p256")), List.of());
        assertThat(found.problems()).isEmpty();
        assertThat(found.files()).isEqualTo(1);
        assertThat(found.knownSigners()).isEqualTo(1);
    }

    /** The layout's digest of the whole depends on the order of the files. */
    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void ourStatementIsItsStatement(String curve) throws IOException {
        JsonNode theirs = payload(REFERENCE.resolve(curve + ".sig"));
        SigningKey key = SigningKey.read(REFERENCE.resolve(curve + ".pem"), Optional.empty());
        Path written =
                new Signing(key, null, null, Map.of(), Optional.empty(), Instant.EPOCH).sign(folder, Progress.SILENT);
        JsonNode ours = payload(written);
        assertThat(ours.path("subject")).isEqualTo(theirs.path("subject"));
        assertThat(ours.path("_type")).isEqualTo(theirs.path("_type"));
        assertThat(ours.path("predicateType")).isEqualTo(theirs.path("predicateType"));
        assertThat(ours.at("/predicate/resources")).isEqualTo(theirs.at("/predicate/resources"));
        for (String how : List.of("method", "hash_type", "allow_symlinks")) {
            assertThat(ours.at("/predicate/serialization").path(how))
                    .isEqualTo(theirs.at("/predicate/serialization").path(how));
        }
        assertThat(Json.readTree(written).at("/verificationMaterial"))
                .isEqualTo(Json.readTree(REFERENCE.resolve(curve + ".sig")).at("/verificationMaterial"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p256", "p384", "p521"})
    void keysThatOpenSslEncryptedAreRead(String curve) throws IOException {
        String passphrase =
                Files.readString(REFERENCE.resolve("passphrase.txt")).strip();
        SigningKey key = SigningKey.read(REFERENCE.resolve(curve + ".encrypted.pem"), Optional.of(passphrase));
        assertThat(key.verifyingKey()).isEqualTo(key(curve).key());
        assertThat(key.verifyingKey().pem()).isEqualTo(Files.readString(REFERENCE.resolve(curve + ".pub.pem")));
    }

    private static JsonNode payload(Path signature) {
        byte[] payload = Base64.getDecoder()
                .decode(Json.readTree(signature).at("/dsseEnvelope/payload").asText());
        return Json.parse(new String(payload, StandardCharsets.UTF_8), JsonNode.class, "the statement");
    }
}
