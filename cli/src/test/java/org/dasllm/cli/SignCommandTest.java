package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.manifest.RunManifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dasllm sign} and {@code dasllm verify} on a finished run. */
final class SignCommandTest {
    private static final Path KEPT = Path.of("cli", "src", "test", "fixtures", "run-0.1.0", "run");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(KEPT)) {
            for (Path path : all.toList()) {
                Files.copy(path, folder.resolve("run").resolve(KEPT.relativize(path)));
            }
        }
        assertThat(Outcome.of("sign", "--new-key", key("ada")).exitCode()).isZero();
    }

    private String key(String name) {
        return folder.resolve(name + ".pem").toString();
    }

    private String publicKey(String name) {
        return folder.resolve(name + ".pub.pem").toString();
    }

    private Path run(String part) {
        return folder.resolve("run").resolve(part);
    }

    private static Outcome command(String command, Path target, String... options) {
        List<String> line = new ArrayList<>(List.of(command, target.toString()));
        line.addAll(List.of(options));
        return Outcome.of(line.toArray(String[]::new));
    }

    private static void flip(Path file, long place) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(place);
            int value = open.read();
            open.seek(place);
            open.write(value ^ 1);
        }
    }

    @Test
    void aBundleIsSignedByTwoAndVerified() {
        assertThat(Outcome.of("sign", "--new-key", key("bob")).out())
                .contains("public key, for all who are to know your signature: " + publicKey("bob"));
        Outcome signed = command("sign", run("bundle"), "--key", key("ada"), "--name", "Ada", "--role", "model owner");
        assertThat(signed.errors()).isEmpty();
        assertThat(signed.exitCode()).isZero();
        assertThat(signed.out().get(0)).isEqualTo(run("bundle") + " is whole: 9 files");
        assertThat(signed.out().get(1))
                .startsWith("  signed with the key " + key("ada") + " (it says: Ada, model owner, at ");
        assertThat(command("sign", run("bundle"), "--key", key("bob")).exitCode())
                .isZero();

        Outcome verified =
                command("verify", run("bundle"), "--key", publicKey("ada"), "--key", publicKey("bob"), "--json");
        assertThat(verified.exitCode()).isZero();
        JsonNode found = Json.parse(String.join("\n", verified.out()), JsonNode.class, "the findings");
        assertThat(found.path("bundle").asBoolean()).isTrue();
        assertThat(found.path("signatures").findValuesAsText("state")).containsExactly("KNOWN", "KNOWN");
        assertThat(command("verify", run("bundle")).out())
                .contains(
                        "  no key was given, so the signers are not identified: name the keys that you know with --key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bundle/model.safetensors",
                "bundle/manifest.json",
                "bundle/adapter/adapter_model.safetensors",
                "evaluation/report.json",
                "evaluation/report.html",
                "evaluation/predictions.jsonl",
                "evaluation/plan.json",
                "dataset/test.jsonl",
                "dataset/train.jsonl",
                "harvest/journal.jsonl"
            })
    void aFlippedBitAnywhereInARunIsFound(String file) throws IOException {
        assertThat(command("sign", folder.resolve("run"), "--key", key("ada")).exitCode())
                .isZero();
        assertThat(command("verify", folder.resolve("run"), "--key", publicKey("ada"))
                        .exitCode())
                .isZero();
        flip(run(file), Files.size(run(file)) / 2);
        Outcome outcome = command("verify", folder.resolve("run"), "--key", publicKey("ada"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(file + " has changed since it was signed");
    }

    @Test
    void aFlippedBitOfASignatureIsFound() throws IOException {
        assertThat(command("sign", run("evaluation"), "--key", key("ada")).exitCode())
                .isZero();
        try (Stream<Path> files = Files.list(run("evaluation/signatures"))) {
            Path signature = files.toList().get(0);
            flip(signature, Files.size(signature) - 40);
        }
        Outcome outcome = command("verify", run("evaluation"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains(".sig is broken");
    }

    @Test
    void aSignatureThatIsWantedAndNotThereIsFour() {
        Outcome unsigned = command("verify", run("bundle"), "--key", publicKey("ada"));
        assertThat(unsigned.exitCode()).isEqualTo(4);
        assertThat(unsigned.error()).contains("signed by 0 of the keys that were given instead of 1");
    }

    @Test
    void aVerdictThatDoesNotPassIsSignedWithAReason() throws IOException {
        ObjectNode report = (ObjectNode) Json.readTree(run("evaluation/report.json"));
        ((ObjectNode) report.path("verdict")).put("outcome", "NOT_SHOWN");
        report.putArray("open_fields").add("owner").addObject().put("name", "intended use");
        Json.write(run("evaluation/report.json"), report);
        Outcome open = command("sign", run("evaluation"), "--key", key("ada"));
        assertThat(open.exitCode()).isEqualTo(3);
        assertThat(open.error()).contains("leaves open what only a person knows: owner, intended use");
        String[] filled = {"--key", key("ada"), "--fill", "owner=Ward 3", "--fill", "intended use=Letters = triage"};
        Outcome refused = command("sign", run("evaluation"), filled);
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.error()).contains("is \"not-shown\", not \"non-inferior\", so it is not signed");
        assertThat(run("evaluation/sign-off.json")).doesNotExist();

        List<String> line = new ArrayList<>(List.of(filled));
        line.addAll(List.of("--despite-verdict", "A trial in one ward"));
        Outcome signed = command("sign", run("evaluation"), line.toArray(String[]::new));
        assertThat(signed.errors()).isEmpty();
        assertThat(signed.out())
                .contains("  signed despite the verdict \"not-shown\": A trial in one ward")
                .contains("  filled in by the signer: intended use: Letters = triage");
        assertThat(Json.readTree(run("evaluation/sign-off.json"))
                        .at("/fields/owner")
                        .asText())
                .isEqualTo("Ward 3");
    }

    @Test
    void aBundleThatIsNotWholeIsNotSigned() throws IOException {
        flip(run("bundle/config.json"), 3);
        Outcome outcome = command("sign", run("bundle"), "--key", key("ada"));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("config.json has changed");
        assertThat(run("bundle/signatures")).doesNotExist();
    }

    @Test
    void aSignedBundleCountsAsUnchangedForItsRun() {
        assertThat(command("sign", run("bundle"), "--key", key("ada")).exitCode())
                .isZero();
        assertThat(RunManifest.openOrCreate(folder.resolve("run")).stages())
                .filteredOn(stage -> stage.stage().equals("export"))
                .singleElement()
                .extracting(stage -> stage.outputs().get("bundle"))
                .matches(bundle -> bundle != null && bundle.unchanged(folder.resolve("run")));
    }

    @Test
    void aPassphraseComesFromAFile() throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        assertThat(Outcome.of("sign", "--new-key", key("eve"), "--passphrase-file", passphrase.toString())
                        .exitCode())
                .isZero();
        Outcome without = command("sign", run("bundle"), "--key", key("eve"));
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.error()).contains("is encrypted");
        Outcome with = command("sign", run("bundle"), "--key", key("eve"), "--passphrase-file", passphrase.toString());
        assertThat(with.exitCode()).as(with.errors().toString()).isZero();
        Outcome absent = command("sign", run("bundle"), "--key", key("eve"), "--passphrase-env", "DASLLM_NO_SUCH");
        assertThat(absent.exitCode()).isEqualTo(3);
        assertThat(absent.error()).contains("DASLLM_NO_SUCH holds no passphrase");
    }

    @Test
    void wrongCommandLinesAreTwo() {
        assertThat(Outcome.of("sign").exitCode()).isEqualTo(2);
        assertThat(command("sign", run("bundle")).exitCode()).isEqualTo(2);
        assertThat(command("sign", run("bundle"), "--new-key", key("new")).exitCode())
                .isEqualTo(2);
        assertThat(command("verify", run("bundle"), "--key", key("ada")).exitCode())
                .isEqualTo(2);
        assertThat(command("verify", run("bundle"), "--key", publicKey("ada"), "--at-least", "2")
                        .exitCode())
                .isEqualTo(2);
        assertThat(command("verify", run("bundle"), "--at-least", "1").exitCode())
                .isEqualTo(2);
    }

    @Test
    void whatIsAboutASignatureDoesNotGoWithANewKey() {
        Outcome refused =
                Outcome.of("sign", "--new-key", folder.resolve("someone").toString(), "--role", "owner");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.error()).contains("--role is about a signature, and --new-key makes a key pair");
        assertThat(folder.resolve("someone")).doesNotExist();
    }
}
