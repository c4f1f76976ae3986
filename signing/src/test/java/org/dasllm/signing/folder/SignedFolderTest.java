package org.dasllm.signing.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.signing.folder.SignatureFinding.State;
import org.dasllm.signing.key.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedFolderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dir;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SignedFixture fixture;

    @BeforeEach
    void make() {
        fixture = SignedFixture.in(dir, "NON_INFERIOR");
    }

    @Test
    void whoSignedIsKnownByKeysAlone() {
        Path signature = fixture.sign("ada");
        assertThat(fixture.folder().relativize(signature).toString()).matches("signatures/[0-9a-f]{16}\\.sig");
        FolderFindings known = fixture.verify("ada");
        assertThat(known.problems()).isEmpty();
        assertThat(known.files()).isEqualTo(6);
        assertThat(known.notCovered()).isEmpty();
        assertThat(known.signatures())
                .singleElement()
                .returns(State.KNOWN, SignatureFinding::state)
                .returns("ada", SignatureFinding::name)
                .returns("tester", SignatureFinding::role)
                .returns("2026-11-30T08:15:00Z", SignatureFinding::signedAt);
        known.require(1);

        for (FolderFindings unknown : List.of(fixture.verify(), fixture.verify("bob"))) {
            assertThat(unknown.whole()).isTrue();
            assertThat(unknown.signatures()).singleElement().returns(State.UNKNOWN, SignatureFinding::state);
            unknown.require(0);
            assertThatThrownBy(() -> unknown.require(1))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("is whole, but signed by 0 of the keys that were given instead of 1")
                    .extracting(e -> ((DasllmException) e).exitCode())
                    .isEqualTo(ExitCode.VERDICT);
        }
    }

    @Test
    void severalSignAndEachSignatureStandsByItself() throws IOException {
        Path first = fixture.sign("ada");
        fixture.sign("bob");
        fixture.sign("bob");
        FolderFindings both = fixture.verify("ada", "bob");
        assertThat(both.problems()).isEmpty();
        assertThat(both.signatures()).hasSize(2);
        both.require(2);
        Files.delete(first);
        assertThat(fixture.verify("ada", "bob").knownSigners()).isEqualTo(1);
    }

    @Test
    void signingDoesNotChangeTheFoldersHash() {
        String before = Sha256.ofTree(fixture.folder());
        fixture.sign("ada");
        assertThat(Sha256.ofTree(fixture.folder())).isEqualTo(before);
    }

    /** At every place of every file, each bit in its turn; an empty file gets a byte. */
    @Test
    void aFlippedBitOfAnyFileIsFound() throws IOException {
        fixture.sign("ada");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(fixture.folder())) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".sig"))
                    .toList();
        }
        assertThat(files).hasSize(6);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < Math.max(1, whole.length); i++) {
                byte[] changed = whole.length == 0 ? new byte[1] : whole.clone();
                changed[i] ^= (byte) (1 << i % 8);
                Files.write(file, changed);
                String name = fixture.folder().relativize(file).toString();
                assertThat(fixture.verify().problems())
                        .as("byte %d of %s", i, name)
                        .containsExactly(name + " has changed since it was signed");
            }
            Files.write(file, whole);
        }
        assertThat(fixture.verify().problems()).isEmpty();
    }

    /**
     * Of the payload every fifth byte, of all the rest every byte, with one bit flipped and with all: no key is needed to see it.
     * With -Ddasllm.every-bit=true every bit of every byte.
     */
    @Test
    void aChangedByteOfTheSignatureIsFound() throws IOException {
        Path signature = fixture.sign("ada");
        byte[] whole = Files.readAllBytes(signature);
        String text = new String(whole, StandardCharsets.US_ASCII);
        int begin = text.indexOf("\"payload\":\"") + 20;
        int end = text.indexOf("\"payloadType\"") - 20;
        boolean all = Boolean.getBoolean("dasllm.every-bit");
        int tried = 0;
        for (int i = 0; i < whole.length; i += !all && i > begin && i < end ? 5 : 1) {
            for (int mask : all ? new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255} : new int[] {1 << i % 8, 255}) {
                byte[] changed = whole.clone();
                changed[i] ^= (byte) mask;
                Files.write(signature, changed);
                FolderFindings found = fixture.verify();
                assertThat(found.whole())
                        .as("byte %d: %s", i, (char) changed[i])
                        .isFalse();
                assertThat(found.signatures()).singleElement().returns(State.BROKEN, SignatureFinding::state);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(whole.length / 2);
        Files.write(signature, whole);
        assertThat(fixture.verify().whole()).isTrue();
    }

    @Test
    void aSignatureThatIsCutOffIsFound() throws IOException {
        Path signature = fixture.sign("ada");
        byte[] whole = Files.readAllBytes(signature);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(signature, Arrays.copyOf(whole, length));
            assertThat(fixture.verify().whole()).as("%d bytes", length).isFalse();
        }
    }

    @Test
    void aBrokenSignatureIsToldInOnePlainSentence() throws IOException {
        Path signature = fixture.sign("ada");
        String key = "\u001b[2J\u202eall is well";
        Files.writeString(
                signature,
                Files.readString(signature)
                        .replaceFirst("\\{", Matcher.quoteReplacement("{" + Json.line(key) + ":1,")));
        FolderFindings found = fixture.verify("ada");
        assertThatThrownBy(() -> found.require(1))
                .hasMessageContaining("is broken: it has a key that is not known, '")
                .message()
                .doesNotContain("\u001b", "\u202e", "..", "Get it from its signer")
                .endsWith(". Get it from where it was made again, or have it signed anew.");
    }

    @Test
    void aSignatureThatIsTooLargeIsNotRead() throws IOException {
        Path signature = fixture.sign("ada");
        try (RandomAccessFile file = new RandomAccessFile(signature.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(fixture.verify("ada").problems())
                .singleElement()
                .asString()
                .endsWith(".sig is broken: it is larger than any signature");
    }

    @Test
    void signaturesBehindALinkAreNamed() throws IOException {
        Path signatures = fixture.sign("ada").getParent();
        Files.move(signatures, dir.resolve("elsewhere"));
        Files.createSymbolicLink(signatures, dir.resolve("elsewhere"));
        assertThatThrownBy(() -> fixture.verify("ada")).hasMessageContaining("; signatures is a link");
    }

    @Test
    void missingAndExtraFilesAndLinksAreNamed() throws IOException {
        fixture.sign("ada");
        Files.delete(fixture.folder().resolve("empty"));
        fixture.file("evaluation/more.txt", "x");
        Files.createSymbolicLink(fixture.folder().resolve("link"), Path.of("..", "ada.pem"));
        assertThat(fixture.verify("ada").problems())
                .containsExactlyInAnyOrder(
                        "empty was signed and is missing", "evaluation/more.txt was not signed", "link is a link");
        assertThatThrownBy(() -> fixture.verify("ada").require(1))
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.INPUT);
    }

    @Test
    void aFileAmongTheSignaturesThatIsNoneIsFound() throws IOException {
        fixture.sign("ada");
        fixture.file("signatures/notes.txt", "trust me");
        assertThat(fixture.verify("ada").problems()).singleElement().asString().contains("signatures/notes.txt");
    }

    @Test
    void whatGitKeepsIsNotCoveredAndSaysSo() {
        fixture.file(".git/config", "[core]\n");
        fixture.sign("ada");
        fixture.file(".gitattributes", "* text\n");
        FolderFindings found = fixture.verify("ada");
        assertThat(found.whole()).isTrue();
        assertThat(found.notCovered()).containsExactly(".git/", ".gitattributes");
    }

    @Test
    void aFolderWithLinksIsNotSigned() throws IOException {
        Files.createSymbolicLink(fixture.folder().resolve("link"), Path.of("empty"));
        assertThatThrownBy(() -> fixture.sign("ada")).hasMessageContaining("cannot be signed: link is a link");
        assertThat(fixture.folder().resolve("signatures")).doesNotExist();
    }

    @Test
    void aFolderThatChangedSinceItWasSignedIsNotSignedAgain() {
        fixture.sign("ada");
        fixture.file("dataset/test.jsonl", "{}\n");
        assertThatThrownBy(() -> fixture.sign("bob"))
                .hasMessageContaining("is not as it was signed: dataset/test.jsonl has changed since it was signed")
                .hasMessageContaining("remove its folder signatures");
    }

    @Test
    void anUnsignedFolderHasNothingToCompareWith() {
        assertThatThrownBy(() -> fixture.verify("ada")).hasMessageContaining("has no signature and is no bundle");
    }

    /** A statement of somebody who holds a key, but means no good. */
    @ParameterizedTest
    @ValueSource(
            strings = {"../ada.pem", "/etc/hostname", "a/../../x", "a//b", "./a", "", "a\\b", "a\u0000b", "C:/../x"})
    void aStatementOnFilesElsewhereIsRefused(String name) {
        Path signature = fixture.sign("ada");
        String forged = forged(signature, name);
        fixture.file("signatures/forged.sig", forged);
        assertThat(fixture.verify("ada").problems())
                .singleElement()
                .asString()
                .contains("signatures/forged.sig", "outside of its folder");
    }

    /** The same signature around another payload; the paths are looked at before the key. */
    private static String forged(Path signature, String name) {
        ObjectNode root = (ObjectNode) Json.readTree(signature);
        ObjectNode envelope = (ObjectNode) root.path("dsseEnvelope");
        byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
        JsonNode statement = Json.parse(new String(payload, StandardCharsets.UTF_8), JsonNode.class, "it");
        ((ObjectNode) statement.at("/predicate/resources/0")).put("name", name);
        envelope.put(
                "payload",
                Base64.getEncoder().encodeToString(Json.line(statement).getBytes(StandardCharsets.UTF_8)));
        return Json.line(root);
    }

    @Test
    void anotherKeyInTheNameOfTheFirstIsFound() {
        Path ada = fixture.sign("ada");
        Path bob = fixture.sign("bob");
        ObjectNode forged = (ObjectNode) Json.readTree(bob);
        forged.set("verificationMaterial", Json.readTree(ada).path("verificationMaterial"));
        fixture.file("signatures/forged.sig", Json.line(forged));
        assertThat(fixture.verify("ada").problems()).singleElement().asString().contains("forged.sig is broken");
        assertThat(fixture.verify().problems()).singleElement().asString().contains("names two keys");
    }

    @Test
    void aReportThatIsNotPassingIsSignedWithAReasonAlone() {
        SignedFixture failed = SignedFixture.in(dir.resolve("failed"), "NOT_SHOWN");
        assertThatThrownBy(() -> failed.sign("ada"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is \"not-shown\", not \"non-inferior\", so it is not signed")
                .extracting(e -> ((DasllmException) e).exitCode())
                .isEqualTo(ExitCode.VERDICT);
        assertThat(failed.folder().resolve("signatures")).doesNotExist();
        failed.sign("ada", Map.of(), Optional.of("a trial in one ward"));
        FolderFindings found = failed.verify("ada");
        assertThat(found.problems()).isEmpty();
        assertThat(String.valueOf(found.signOff())).contains("a trial in one ward", "not-shown");
        // The second signs what the first wrote down, and can neither change nor add to it.
        failed.sign("bob");
        assertThat(failed.verify("ada", "bob").knownSigners()).isEqualTo(2);
        assertThatThrownBy(() -> failed.sign("eve", Map.of(), Optional.of("no reason")))
                .hasMessageContaining("is signed already");
        failed.file("sign-off.json", "{\"version\":1,\"despiteVerdict\":\"another\",\"fields\":{}}\n");
        assertThat(failed.verify().problems()).containsExactly("sign-off.json has changed since it was signed");
    }

    @Test
    void openFieldsAreFilledInBeforeSigning() {
        SignedFixture open = SignedFixture.in(dir.resolve("open"), "NON_INFERIOR", "owner", "intended use");
        assertThatThrownBy(() -> open.sign("ada"))
                .hasMessageContaining("leaves open what only a person knows: owner, intended use")
                .hasMessageContaining("--fill");
        assertThatThrownBy(() -> open.sign("ada", Map.of("owner", "Ward 3"), Optional.empty()))
                .hasMessageContaining("knows: intended use.");
        assertThatThrownBy(() -> open.sign("ada", Map.of("colour", "red"), Optional.empty()))
                .hasMessageContaining("does not leave 'colour' open, but owner, intended use");
        open.sign("ada", Map.of("owner", "Ward 3", "intended use", "Triage of letters"), Optional.empty());
        FolderFindings found = open.verify("ada");
        assertThat(found.problems()).isEmpty();
        assertThat(String.valueOf(found.signOff())).contains("Ward 3", "Triage of letters");
    }

    @Test
    void aReasonWithoutNeedIsRefused() {
        assertThatThrownBy(() -> fixture.sign("ada", Map.of(), Optional.of("why not")))
                .hasMessageContaining("Leave --despite-verdict out");
    }

    @Test
    void aSignOffThatNobodySignedIsFound() {
        Path signature = fixture.sign("ada");
        fixture.file("sign-off.json", "{\"version\":1,\"fields\":{\"owner\":\"me\"}}\n");
        assertThat(fixture.verify("ada").problems()).containsExactly("sign-off.json was not signed");
        assertThat(signature).exists();
    }

    @Test
    void filesOfAnotherRunAreNoReportAndAreSigned() throws IOException {
        Path plain = Files.createDirectory(dir.resolve("plain"));
        Files.writeString(plain.resolve("card.json"), "{}");
        fixture.publicKey("ada");
        new Signing(
                        SigningKey.read(dir.resolve("ada.pem"), Optional.empty()),
                        null,
                        null,
                        Map.of(),
                        Optional.empty(),
                        SignedFixture.TIME)
                .sign(plain, Progress.SILENT);
        FolderFindings found = SignedFolder.open(plain, Progress.SILENT).verify(List.of(), List.of());
        assertThat(found.whole()).isTrue();
        assertThat(found.signatures()).singleElement().returns(null, SignatureFinding::name);
    }
}
