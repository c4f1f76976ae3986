package org.dasllm.format.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.manifest.StageRecord.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunManifestTest {
    @TempDir
    Path dir;

    private Path runDir = Path.of("");
    private Artifact input = new Artifact("", "");
    private final String config = RunManifest.configHash(Map.of("margin", 0.05));

    @BeforeEach
    void files() throws Exception {
        runDir = dir.resolve("runs/demo");
        Files.createDirectories(runDir.resolve("dataset"));
        Files.writeString(runDir.resolve("dataset/train.jsonl"), "train");
        input = Artifact.of(runDir, Files.writeString(dir.resolve("samples.jsonl"), "samples"));
    }

    @Test
    void aRecordedStageIsUpToDateAfterReopening() {
        RunManifest.openOrCreate(runDir).record(curate(Status.DONE));
        RunManifest manifest = RunManifest.openOrCreate(runDir);
        assertThat(manifest.stage("curate")).contains(curate(Status.DONE));
        assertThat(manifest.upToDate("curate", config, Map.of("samples", input.sha256())))
                .isTrue();
    }

    @Test
    void anythingThatChangedMakesItRunAgain() throws Exception {
        RunManifest manifest = RunManifest.openOrCreate(runDir);
        Map<String, String> inputs = Map.of("samples", input.sha256());
        assertThat(manifest.upToDate("curate", config, inputs)).isFalse();
        manifest.record(curate(Status.RUNNING));
        assertThat(manifest.upToDate("curate", config, inputs)).isFalse();
        manifest.record(curate(Status.FAILED));
        assertThat(manifest.upToDate("curate", config, inputs)).isFalse();
        manifest.record(curate(Status.DONE));
        assertThat(manifest.upToDate("train", config, inputs)).isFalse();
        assertThat(manifest.upToDate("curate", RunManifest.configHash(Map.of("margin", 0.06)), inputs))
                .isFalse();
        assertThat(manifest.upToDate("curate", config, Map.of("samples", "0"))).isFalse();
        assertThat(manifest.upToDate("curate", config, Map.of())).isFalse();
        assertThat(manifest.upToDate("curate", config, inputs)).isTrue();
        Files.writeString(runDir.resolve("dataset/train.jsonl"), "changed");
        assertThat(manifest.upToDate("curate", config, inputs)).isFalse();
        Files.delete(runDir.resolve("dataset/train.jsonl"));
        Files.delete(runDir.resolve("dataset"));
        assertThat(manifest.upToDate("curate", config, inputs)).isFalse();
    }

    @Test
    void pathsWithinTheRunAreRelativeToIt() {
        assertThat(curate(Status.DONE).outputs().get("dataset"))
                .isNotNull()
                .extracting(Artifact::path)
                .isEqualTo("dataset");
        assertThat(input.path()).isEqualTo(dir.resolve("samples.jsonl").toString());
    }

    @Test
    void keepsTheConfigurationAndTheMachine() throws Exception {
        RunManifest.openOrCreate(runDir).configure(Map.of("train", Map.of("rank", 8)));
        assertThat(RunManifest.openOrCreate(runDir)
                        .configuration()
                        .at("/train/rank")
                        .asInt())
                .isEqualTo(8);
        assertThat(Files.readString(runDir.resolve(RunManifest.FILE)))
                .contains("\"dasllmVersion\"", "\"javaVersion\"", "\"processors\"", "\"os\"");
    }

    @Test
    void anInputSaysWhereItIsFromWhereThatIsKnown() throws Exception {
        input = input.from(Map.of("model", "org/model", "commit", "0123"));
        RunManifest.openOrCreate(runDir).record(curate(Status.DONE));
        assertThat(RunManifest.openOrCreate(runDir).stage("curate")).contains(curate(Status.DONE));
        assertThat(Files.readString(runDir.resolve(RunManifest.FILE))).containsOnlyOnce("\"origin\"");
        assertThat(input.from(Map.of()).origin()).isNull();
    }

    @Test
    void aTornFileIsRefusedInOneLine() throws Exception {
        Files.writeString(runDir.resolve(RunManifest.FILE), "{\"formatVersion\":1,");
        assertThatThrownBy(() -> RunManifest.openOrCreate(runDir))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining(RunManifest.FILE + ", line 1");
    }

    private StageRecord curate(Status status) {
        return new StageRecord(
                "curate",
                status,
                "2026-11-23T10:00:00Z",
                status == Status.RUNNING ? null : "2026-11-23T10:00:02Z",
                2,
                Map.of("samples", input),
                Map.of("dataset", Artifact.of(runDir, runDir.resolve("dataset"))),
                config,
                7L,
                Map.of());
    }
}
