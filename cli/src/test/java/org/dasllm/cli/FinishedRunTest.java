package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dasllm.dataset.curate.DatasetCard;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.EvaluationFiles;
import org.dasllm.format.evaluation.EvaluationPlan;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.manifest.StageRecord;
import org.dasllm.format.safetensors.SafetensorsFile;
import org.dasllm.harvest.journal.Journal;
import org.dasllm.harvest.journal.JournalLine;
import org.dasllm.trainer.checkpoint.TrainState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The run that 0.1.0 finished: this version reads, verifies and serves it, and takes none of a later version for it. */
final class FinishedRunTest {
    private static final Path KEPT = Path.of("cli", "src", "test", "fixtures", "run-0.1.0");
    private static final int MESSAGES = 34;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(KEPT)) {
            for (Path path : all.filter(each -> !each.equals(KEPT)).toList()) {
                Files.copy(path, folder.resolve(KEPT.relativize(path)));
            }
        }
    }

    private Path run() {
        return folder.resolve("run");
    }

    /** A command on the run's configuration, with its relative paths in the copy. */
    private Outcome on(String command, String... keys) {
        List<String> line =
                new ArrayList<>(List.of(command, folder.resolve("run.yaml").toString()));
        Stream.concat(
                        Stream.of(
                                "runs=" + folder,
                                "student.base=" + folder.resolve("base"),
                                "harvest.prompts=[" + folder.resolve("messages.jsonl") + "]"),
                        Stream.of(keys))
                .forEach(key -> line.addAll(List.of("--set", key)));
        return Outcome.of(line.toArray(String[]::new));
    }

    @Test
    void everyFileOfItIsRead() {
        RunManifest manifest = RunManifest.openOrCreate(run());
        assertThat(manifest.stages())
                .extracting(StageRecord::stage)
                .containsExactly("harvest", "curate", "train", "evaluate", "export");
        assertThat(manifest.stages()).extracting(StageRecord::status).containsOnly(StageRecord.Status.DONE);
        assertThat(manifest.configuration().path("run").asText()).isEqualTo("run");
        for (StageRecord stage : manifest.stages()) {
            stage.outputs()
                    .forEach((name, output) -> assertThat(output.unchanged(run()))
                            .as(stage.stage() + ": " + name)
                            .isTrue());
        }

        DatasetCard card = DatasetCard.read(run().resolve("dataset/card.json"));
        assertThat(card.version()).isEqualTo(4);
        assertThat(card.lines()).isEqualTo(MESSAGES);
        assertThat(card.steps()).hasSize(1);

        List<JournalLine> lines = new ArrayList<>();
        try (Journal journal = Journal.open(run().resolve("harvest/journal.jsonl"), 0, lines::add)) {
            assertThat(journal.answered()).isEqualTo(MESSAGES);
            assertThat(lines).hasSizeGreaterThanOrEqualTo(2 * MESSAGES);
        }

        TrainState state =
                TrainState.KIND.read(run().resolve("training/checkpoints/step-000040/state.json"), TrainState.class);
        assertThat(state.version()).isEqualTo(1);
        assertThat(state.finished()).isTrue();

        EvaluationPlan plan = EvaluationFiles.PLAN.read(run().resolve("evaluation/plan.json"), EvaluationPlan.class);
        EvaluationReport report = EvaluationReport.read(run().resolve("evaluation/report.json"));
        assertThat(report.plan()).isEqualTo(plan);
        assertThat(report.planSha256()).isEqualTo(Sha256.ofFile(run().resolve("evaluation/plan.json")));
        assertThat(report.verdict().outcome()).isEqualTo(Verdict.Outcome.NON_INFERIOR);

        BundleManifest bundle = BundleManifest.read(run().resolve("bundle"));
        assertThat(bundle.dasllmVersion()).isEqualTo("0.1.0");
        assertThat(bundle.verdict().passed()).isTrue();
        assertThat(bundle.forced()).isFalse();
    }

    @Test
    void itsBundleIsVerified() {
        Outcome outcome = Outcome.of("verify", run().resolve("bundle").toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .containsExactly(
                        run().resolve("bundle") + " is whole: 8 files", "  no signature: it is not known who made it");
    }

    @Test
    void itsReportIsWrittenAnew() throws IOException {
        Path page = folder.resolve("page.html");
        Outcome outcome =
                Outcome.of("report", run().resolve("evaluation/report.json").toString(), "--out", page.toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(Files.readString(page)).contains("non-inferior", "14 held-out questions");
    }

    @Test
    void itIsExportedAgainBecauseItsReportStillSpeaksForIt() {
        Outcome outcome = on("export", "export.shard_megabytes=1");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(BundleManifest.read(run().resolve("bundle")).forced()).isFalse();
        assertThat(BundleManifest.read(run().resolve("bundle")).provenance())
                .containsEntry("probes", "not compared: the training recorded none");
        try (SafetensorsFile before = SafetensorsFile.open(KEPT.resolve("run/bundle/model.safetensors"));
                SafetensorsFile after = SafetensorsFile.open(run().resolve("bundle/model.safetensors"))) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            for (String name : before.tensors().keySet()) {
                assertThat(after.floats(name)).as(name).isEqualTo(before.floats(name));
            }
        }
    }

    @Test
    void itIsSignedAsSoonAsItIsExported() {
        Path key = folder.resolve("ada.pem");
        assertThat(Outcome.of("sign", "--new-key", key.toString()).exitCode()).isZero();
        Outcome absent = on("export", "export.shard_megabytes=1", "export.signer.key=" + folder.resolve("none.pem"));
        assertThat(absent.exitCode()).isEqualTo(3);
        assertThat(absent.error()).contains("none.pem");
        Outcome outcome = on("export", "export.shard_megabytes=1", "export.signer={key: " + key + ", name: Ada}");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        Outcome verified = Outcome.of(
                "verify",
                run().resolve("bundle").toString(),
                "--key",
                folder.resolve("ada.pub.pem").toString());
        assertThat(verified.exitCode()).as(verified.errors().toString()).isZero();
        assertThat(verified.out()).anyMatch(line -> line.contains("(it says: Ada, at "));
        // The signature is no change of what was exported.
        Outcome again = on("export", "export.shard_megabytes=1", "export.signer={key: " + key + ", name: Ada}");
        assertThat(String.join("\n", again.out())).contains("up to date, not run again");
    }

    @Test
    void itsTeacherIsNotPaidAgain() throws IOException {
        // No teacher listens at the address: every answer is in the journal.
        Outcome outcome = on("harvest");
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        assertThat(String.join("\n", outcome.out())).contains("asked 0, reused " + MESSAGES);
        assertThat(run().resolve("harvest/journal.jsonl"))
                .hasSameBinaryContentAs(KEPT.resolve("run/harvest/journal.jsonl"));
    }

    @Test
    void itsBundleIsServed() throws Exception {
        Path address = folder.resolve("address");
        Process end = new ProcessBuilder("sleep", "600").start();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Main.run(
                "serve",
                run().resolve("bundle").toString(),
                "--port=0",
                "--model-name=small",
                "--threads=1",
                "--address-file=" + address,
                "--end-with=" + end.pid()));
        try {
            for (int i = 0; i < 6000 && !Files.exists(address) && !code.isDone(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            JsonNode answer = answer(Files.readString(address).strip());
            assertThat(answer.at("/choices/0/message/content").asText()).startsWith("{\"intent\": \"");
        } finally {
            end.destroy();
        }
        assertThat(code.get(60, TimeUnit.SECONDS)).isZero();
    }

    /** To the first of the run's test questions. */
    private JsonNode answer(String url) throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(run().resolve("dataset/test.jsonl"));
        ObjectNode body = Json.mapper().createObjectNode().put("model", "small").put("temperature", 0);
        body.set(
                "messages",
                Json.parse(lines.get(0), JsonNode.class, "a question").path("prompt"));
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parse(response.body(), JsonNode.class, "the answer");
    }

    @ParameterizedTest
    @CsvSource({
        "manifest.json, formatVersion, the manifest of a run, harvest",
        "manifest.json, formatVersion, the manifest of a run, run",
        "training/checkpoints/step-000040/state.json, version, the state of a training run, train",
        "evaluation/plan.json, version, the plan of an evaluation, evaluate",
        "evaluation/report.json, version, the report of an evaluation, export",
    })
    void aNewerFileIsRefusedByNameWhereARunMeetsIt(String file, String key, String kind, String command)
            throws IOException {
        Path path = run().resolve(file);
        newer(path, key);
        Files.writeString(
                run().resolve("evaluation/plan.sha256"),
                Sha256.ofFile(run().resolve("evaluation/plan.json")) + "  plan.json\n");
        Outcome outcome = on(command);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).isEqualTo("dasllm: " + refusal(path.toString(), kind));
    }

    @Test
    void aNewerJournalIsRefusedByName() throws IOException {
        Path journal = run().resolve("harvest/journal.jsonl");
        Files.writeString(journal, "{\"type\":\"journal\",\"version\":9}\n" + Files.readString(journal));
        assertThat(on("harvest").error()).isEqualTo("dasllm: " + refusal(journal + ":1", "the journal of a harvest"));
    }

    @Test
    void newerProbesAreRefusedByName() throws IOException {
        Path probes = Files.writeString(run().resolve("training/probes.json"), "{\"version\": 9}");
        assertThat(on("export").error()).isEqualTo("dasllm: " + refusal(probes.toString(), "a record of probes"));
    }

    @Test
    void aNewerReportIsRefusedByName() throws IOException {
        Path report = run().resolve("evaluation/report.json");
        newer(report, "version");
        Outcome outcome = Outcome.of(
                "report",
                report.toString(),
                "--out",
                folder.resolve("page.html").toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).isEqualTo("dasllm: " + refusal(report.toString(), "the report of an evaluation"));
        assertThat(folder.resolve("page.html")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "serve", "chat"})
    void aNewerBundleIsRefusedByName(String command) throws IOException {
        Path manifest = run().resolve("bundle/manifest.json");
        newer(manifest, "formatVersion");
        Outcome outcome = Outcome.of(command, run().resolve("bundle").toString());
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).isEqualTo("dasllm: " + refusal(manifest.toString(), "the manifest of a bundle"));
    }

    @Test
    void aNewerCardIsRefusedByName() throws IOException {
        Path card = run().resolve("dataset/card.json");
        newer(card, "version");
        assertThatThrownBy(() -> DatasetCard.read(card))
                .isInstanceOf(DasllmException.class)
                .hasMessage(refusal(card.toString(), "the card of a dataset"));
    }

    /** A file of a later version, which has a component that this program does not know. */
    private static void newer(Path file, String key) {
        ObjectNode content = (ObjectNode) Json.readTree(file);
        Json.write(file, content.put(key, 9).put("unknown", true));
    }

    private static String refusal(String where, String kind) {
        boolean second =
                Stream.of("a bundle", "of a run", "probes", "of a harvest").anyMatch(kind::endsWith);
        String known = kind.endsWith("a dataset") ? "versions 1 to 4." : second ? "versions 1 to 2." : "version 1.";
        return where + " is " + kind + " of version 9, and this program reads " + known
                + " Use a newer dasllm, such as the one that wrote it.";
    }
}
