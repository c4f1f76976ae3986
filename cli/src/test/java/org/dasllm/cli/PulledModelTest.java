package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.io.AtomicFile;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.hub.cache.HubCache;
import org.dasllm.hub.cache.PullRecord;
import org.dasllm.hub.cache.Snapshot;
import org.dasllm.hub.name.ModelName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in the cache: listed, and taken by a run by their names. The build sets HF_HOME to a folder of the tests. */
final class PulledModelTest {
    private static final Path KEPT = Path.of("cli", "src", "test", "fixtures", "run-0.1.0");
    private static final Path HOME =
            Path.of(Objects.requireNonNullElse(System.getenv("HF_HOME"), "HF_HOME is not set"));
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final HubCache CACHE = new HubCache(HOME.resolve("hub"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeEach
    void empty() throws IOException {
        assertThat(HOME).asString().contains("target");
        AtomicFile.deleteTree(HOME);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        AtomicFile.deleteTree(HOME);
    }

    /** As Python's tools lay it out: contents by their hashes, and links to them. */
    private static Snapshot keep(String id) throws IOException {
        Snapshot snapshot = CACHE.snapshot(id, COMMIT);
        Path blobs = Files.createDirectories(CACHE.model(id).resolve("blobs"));
        Files.createDirectories(snapshot.folder());
        try (Stream<Path> files = Files.list(KEPT.resolve("base"))) {
            for (Path file : files.toList()) {
                String hash = Sha256.ofFile(file);
                Files.copy(file, blobs.resolve(hash));
                Files.createSymbolicLink(
                        snapshot.folder().resolve(file.getFileName().toString()), Path.of("..", "..", "blobs", hash));
            }
        }
        CACHE.point(ModelName.parse(id), COMMIT);
        return snapshot;
    }

    private static void record(Snapshot snapshot) {
        new PullRecord(
                        PullRecord.KIND.version(),
                        "0.1.0",
                        snapshot.model(),
                        "main",
                        COMMIT,
                        "https://hub.example",
                        "2026-11-29T12:00:00Z",
                        "gemma",
                        "https://terms.example",
                        "manual",
                        true,
                        List.of())
                .write(snapshot.recordFile());
    }

    @Test
    void aRunTakesItByItsNameAndSaysWhereItIsFrom() throws IOException {
        record(keep("org/tiny"));
        try (Stream<Path> all = Files.walk(KEPT)) {
            for (Path path : all.filter(each -> !each.equals(KEPT)).toList()) {
                Files.copy(path, folder.resolve(KEPT.relativize(path)));
            }
        }
        Outcome outcome = Outcome.of(
                "export",
                folder.resolve("run.yaml").toString(),
                "--set",
                "runs=" + folder,
                "--set",
                "student.base=org/tiny@main",
                "--set",
                "harvest.prompts=[" + folder.resolve("messages.jsonl") + "]",
                "--set",
                "export.shard_megabytes=1");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();

        JsonNode manifest = Json.readTree(folder.resolve("run").resolve(RunManifest.FILE));
        assertThat(manifest.at("/configuration/student/base").asText()).endsWith("org/tiny@main");
        JsonNode export = manifest.path("stages").path(4);
        assertThat(export.at("/inputs/base/origin/model").asText()).isEqualTo("org/tiny");
        assertThat(export.at("/inputs/base/origin/commit").asText()).isEqualTo(COMMIT);
        assertThat(export.at("/inputs/base/origin/licence").asText()).isEqualTo("gemma (https://terms.example)");
        assertThat(export.at("/inputs/adapter/origin").isMissingNode()).isTrue();

        Path bundle = folder.resolve("run/bundle");
        assertThat(BundleManifest.read(bundle).provenance())
                .containsEntry("base model", "org/tiny")
                .containsEntry("base model commit", COMMIT)
                .containsEntry("base model revision", "main")
                .containsEntry("base model pulled", "2026-11-29T12:00:00Z from https://hub.example")
                .hasEntrySatisfying(
                        "base model access", access -> assertThat(access).startsWith("gated (manual), given"));
        assertThat(bundle.resolve("MODEL_CARD.md"))
                .content()
                .contains(
                        "| base model | org/tiny |", "| base model licence | gemma (https://terms.example) |", COMMIT);
    }

    @Test
    void whatIsNotHereIsNotPulled() throws IOException {
        Outcome absent = dryRun("org/tiny@v1");
        assertThat(absent.exitCode()).isEqualTo(2);
        assertThat(absent.error())
                .contains("'student.base': there is no folder org/tiny, and no model of that name at v1 in")
                .contains("./dasllm pull org/tiny@v1");
        assertThat(HOME).doesNotExist();

        Files.delete(keep("org/tiny").folder().resolve("model.safetensors"));
        assertThat(dryRun("org/tiny").error())
                .contains("the model org/tiny is here in part, without model.safetensors")
                .contains("./dasllm pull org/tiny");
        Outcome chat = Outcome.of("chat", "org/tiny");
        assertThat(chat.exitCode()).isEqualTo(3);
        assertThat(chat.error()).contains("The model org/tiny is here in part").contains("./dasllm pull org/tiny");
    }

    private Outcome dryRun(String base) {
        return Outcome.of(
                "train", "configs/demo.yaml", "--dry-run", "--set", "student.base=" + base, "--set", "runs=" + folder);
    }

    @Test
    void allAreListedAndBrokenOnesWithTheReason() throws IOException {
        record(keep("org/tiny"));
        Files.delete(keep("org/part").folder().resolve("model.safetensors"));
        replace(keep("org/other"), "config.json", "{\"architectures\": [\"BertModel\"]}");
        Path gguf = Files.createDirectories(CACHE.snapshot("org/gguf", COMMIT).folder());
        Files.writeString(gguf.resolve("q4.gguf"), "GGUF");
        replace(keep("org/torn"), "model.safetensors", "torn");
        replace(keep("org/text"), "config.json", "no JSON");
        Files.writeString(keep("org/theirs").folder().resolve("README.md"), "---\nlicense: mit\n---\n");

        Path base = KEPT.resolve("base");
        Outcome outcome = Outcome.of(
                "models",
                "--json",
                "--device=reference",
                base.toString(),
                folder.resolve("none").toString());
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        List<JsonNode> models = new ArrayList<>();
        Json.parse(outcome.out().get(0), JsonNode.class, "models")
                .path("models")
                .forEach(models::add);
        assertThat(models)
                .extracting(model -> model.path("name").asText())
                .containsExactly(
                        "org/gguf@" + COMMIT.substring(0, 12),
                        "org/other@main",
                        "org/part@main",
                        "org/text@main",
                        "org/theirs@main",
                        "org/tiny@main",
                        "org/torn@main",
                        base.toString(),
                        folder.resolve("none").toString());
        assertThat(models)
                .extracting(model -> model.path("problem").asText(""))
                .satisfiesExactly(
                        only -> assertThat(only).contains("GGUF", "dasllm import"),
                        other -> assertThat(other).contains("BertModel"),
                        part -> assertThat(part).contains("in part, without model.safetensors"),
                        text -> assertThat(text).contains("config.json"),
                        theirs -> assertThat(theirs).isEmpty(),
                        tiny -> assertThat(tiny).isEmpty(),
                        torn -> assertThat(torn).contains("truncated"),
                        named -> assertThat(named).isEmpty(),
                        none -> assertThat(none).contains("no such folder"));

        JsonNode theirs = models.get(4);
        JsonNode tiny = models.get(5);
        assertThat(theirs.path("licence").asText()).isEqualTo("mit");
        assertThat(tiny.path("licence").asText()).isEqualTo("gemma (https://terms.example)");
        assertThat(tiny.path("architecture").asText()).isEqualTo("LlamaForCausalLM");
        assertThat(tiny.path("commit").asText()).isEqualTo(COMMIT);
        // Its weights are float32 and little else is in the file.
        long weights = Files.size(base.resolve("model.safetensors"));
        long bytesOfOne = tiny.path("dtype").asText().equals("F32") ? 4 : 2;
        assertThat(tiny.path("parameters").asLong() * bytesOfOne).isBetween(weights * 9 / 10, weights);
        assertThat(tiny.path("training").path("fits").asBoolean()).isTrue();
        assertThat(tiny.path("training").path("bytes").asLong()).isGreaterThan(weights);
        assertThat(tiny.path("serving").path("fits").asBoolean()).isTrue();
        assertThat(tiny.path("serving").path("bytes").asLong()).isGreaterThan(weights);
    }

    private static void replace(Snapshot snapshot, String name, String text) throws IOException {
        Path file = snapshot.folder().resolve(name);
        Files.delete(file);
        Files.writeString(file, text);
    }

    @Test
    void anEmptyCacheIsSaidToBeOne() {
        Outcome outcome = Outcome.of("models");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).hasSize(1).first().asString().contains("There is no model in", "dasllm pull");
    }
}
