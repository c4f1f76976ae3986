package org.dasllm.export.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dasllm.export.weights.ExportType;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.bundle.BundleManifest;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.error.ExitCode;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.manifest.Artifact;
import org.dasllm.format.manifest.RunManifest;
import org.dasllm.format.manifest.StageRecord;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.safetensors.DType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports that do not speak of the student that is to be exported: each is refused, and named in a bundle that was forced. */
final class VerdictTest {
    private static final ExportConfig ASKED = ExportConfig.of(ExportKind.ADAPTER, ExportType.F32, false);
    private static final ExportConfig FORCED = ExportConfig.of(ExportKind.ADAPTER, ExportType.F32, true);
    private static final String OTHER = Sha256.ofString("another");

    @TempDir
    Path dir;

    private BundleFixture fixture = new BundleFixture(Path.of(""));

    @BeforeEach
    void make() {
        fixture = BundleFixture.in(dir, true, DType.F32);
    }

    @Test
    void aReportOfThisStudentOpensTheGate() {
        assertThat(export(ASKED, fixture.report("NON_INFERIOR")).forced()).isFalse();
    }

    @Test
    void aReportOf010NamesTheStudentByItsWeightsAlone() {
        ObjectNode report = fixture.content("NON_INFERIOR");
        String weights = Sha256.ofFile(fixture.adapter().resolve(AdapterConfig.WEIGHTS_FILE));
        ((ObjectNode) report.path("verdict")).put("studentSha256", weights);
        ((ObjectNode) report.path("plan")).put("studentSha256", weights).remove("answeredBy");
        assertThat(export(ASKED, fixture.report(BundleFixture.planned(report))).forced())
                .isFalse();
    }

    /** Such as the F1 of an extraction's values. */
    @Test
    void aMetricWithDegreesMayDecide() {
        ObjectNode report = fixture.content("NON_INFERIOR");
        report.putArray("graded")
                .addObject()
                .put("primary", true)
                .putObject("paired")
                .set("decision", report.at("/verdict/interval").deepCopy());
        ((ObjectNode) report.at("/metrics/0/paired/decision")).put("lower", -0.2);
        assertThat(export(ASKED, fixture.report(report)).forced()).isFalse();
        removeTheBundle();
        ((ObjectNode) report.at("/graded/0/paired/decision")).put("lower", -0.2);
        refused(fixture.report(report), "does not follow from its figures");
    }

    @Test
    void aReportWithoutAVersionIsOfTheFirst() {
        ObjectNode report = fixture.content("NON_INFERIOR");
        report.remove("version");
        assertThat(export(ASKED, fixture.report(report)).forced()).isFalse();
    }

    @Test
    void aReportOfANewerVersionIsRefusedByNameEvenByForce() {
        Optional<Evidence> newer =
                fixture.report(fixture.content("NON_INFERIOR").put("version", 2));
        for (ExportConfig config : List.of(ASKED, FORCED)) {
            assertThatThrownBy(() -> export(config, newer))
                    .isInstanceOf(DasllmException.class)
                    .hasMessage(dir.resolve("report.json")
                            + " is the report of an evaluation of version 2, and this program"
                            + " reads version 1. Use a newer dasllm, such as the one that wrote it.");
            assertThat(fixture.out()).doesNotExist();
        }
    }

    private static Consumer<ObjectNode> verdict(Consumer<ObjectNode> change) {
        return report -> change.accept((ObjectNode) report.path("verdict"));
    }

    private static Arguments planted(String what, Consumer<ObjectNode> change, String said) {
        return Arguments.of(what, change, said);
    }

    static Stream<Arguments> reports() {
        return Stream.of(
                planted("no hash", verdict(v -> v.remove("studentSha256")), "does not name the student it judges"),
                planted("null", verdict(v -> v.putNull("studentSha256")), "studentSha256 is null"),
                planted("empty", verdict(v -> v.put("studentSha256", "")), "which is no SHA-256 in small letters"),
                planted("blank", verdict(v -> v.put("studentSha256", "  ")), "which is no SHA-256 in small letters"),
                planted("a number", verdict(v -> v.put("studentSha256", 7)), "names the student it judges by 7"),
                planted("a list", verdict(v -> v.putArray("studentSha256")), "names the student it judges by []"),
                planted("true", verdict(v -> v.put("studentSha256", true)), "names the student it judges by true"),
                planted(
                        "capitals",
                        verdict(v -> v.put(
                                "studentSha256",
                                v.path("studentSha256").asText().toUpperCase(Locale.ROOT))),
                        "which is no SHA-256 in small letters"),
                planted(
                        "cut off",
                        verdict(v -> v.put(
                                "studentSha256",
                                v.path("studentSha256").asText().substring(0, 12))),
                        "which is no SHA-256 in small letters"),
                planted("another adapter", verdict(v -> v.put("studentSha256", OTHER)), "judges another student"),
                planted(
                        "another plan's student",
                        report -> {
                            ((ObjectNode) report.path("plan")).put("studentSha256", OTHER);
                            BundleFixture.planned(report);
                        },
                        "judges another student than its plan"),
                planted(
                        "a wider margin in the plan",
                        report -> ((ObjectNode) report.path("plan")).put("margin", 0.1),
                        "holds another plan than the one that was fixed"),
                planted(
                        "other questions in the plan",
                        report -> ((ObjectNode) report.path("plan")).put("testSha256", OTHER),
                        "holds another plan than the one that was fixed"),
                planted("no plan", report -> report.remove("plan"), "judges another student than its plan"),
                planted("no plan's hash", verdict(v -> v.remove("planSha256")), "does not name the plan it judges by"),
                planted(
                        "a wider margin in the verdict",
                        verdict(v -> v.put("margin", 0.5)),
                        "judges by another margin or metric than its plan"),
                planted(
                        "another base",
                        report -> ((ObjectNode) report.path("provenance")).put("base model SHA-256", OTHER),
                        "judges the adapter on another base model"),
                planted("no base", report -> report.remove("provenance"), "does not name the base model"),
                planted(
                        "figures that say otherwise",
                        report -> {
                            ((ObjectNode) report.at("/verdict/interval")).put("lower", -0.2);
                            ((ObjectNode) report.at("/metrics/0/paired/decision")).put("lower", -0.2);
                        },
                        "does not follow from its figures"),
                planted(
                        "an interval of nothing measured",
                        report -> ((ObjectNode) report.at("/metrics/0/paired/decision")).put("lower", -0.2),
                        "does not follow from its figures"),
                planted(
                        "questions that were learnt",
                        report -> report.putObject("overlap").put("questions", 3),
                        "does not follow from its figures"),
                planted(
                        "a claim beside it that is not shown",
                        report -> report.putArray("endpoints").addObject().put("shown", false),
                        "does not follow from its figures"),
                planted("no figures", verdict(v -> v.remove("interval")), "does not follow from its figures"),
                planted("no outcome", verdict(v -> v.remove("outcome")), "has the verdict nothing"),
                planted("a null outcome", verdict(v -> v.putNull("outcome")), "has the verdict null"),
                planted("an unknown outcome", verdict(v -> v.put("outcome", "PASSED")), "has the verdict \"PASSED\""),
                planted("no verdict", report -> report.remove("verdict"), "has no verdict"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reports")
    void refusesAReportThatDoesNotFit(String what, Consumer<ObjectNode> change, String said) {
        ObjectNode report = fixture.content("NON_INFERIOR");
        change.accept(report);
        refused(fixture.report(report), said);
    }

    static Stream<String> texts() {
        return Stream.of("", "{", "[]", "null", "\"NON_INFERIOR\"", "{\"verdict\": {\"outcome\": \"NON_INF", "{} {}");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void refusesWhatIsNoReport(String text) throws IOException {
        Path report = Files.writeString(dir.resolve("report.json"), text);
        refused(Optional.of(Evidence.of(report)), "The report " + report);
    }

    @Test
    void refusesAnAdapterThatWasChangedAfterwards() {
        Optional<Evidence> evidence = fixture.report("NON_INFERIOR");
        Path config = fixture.adapter().resolve(AdapterConfig.FILE);
        ObjectNode changed = Json.read(config, ObjectNode.class);
        Json.write(config, changed.put("lora_alpha", 60));
        refused(evidence, "judges another student");
    }

    @Test
    void refusesABaseThatWasChangedAfterwards() throws IOException {
        Optional<Evidence> evidence = fixture.report("NON_INFERIOR");
        Files.writeString(fixture.base().resolve("chat_template.jinja"), "{{ other }}");
        refused(evidence, "on another base model");
    }

    @Test
    void aReportThatIsNotThereIsNone() {
        assertThatThrownBy(() -> export(ASKED, Optional.of(Evidence.of(dir.resolve("none.json")))))
                .hasMessageContaining("There is no evaluation of this adapter");
    }

    /** A run whose manifest knows the report, its inputs, and its samples. */
    private Evidence run(StageRecord.Status status) throws IOException {
        Files.writeString(dir.resolve("test.jsonl"), "questions");
        Files.writeString(dir.resolve("train.jsonl"), "samples");
        ObjectNode report = fixture.content("NON_INFERIOR");
        ((ObjectNode) report.path("plan"))
                .put("testSha256", Sha256.ofString("questions"))
                .put("trainSha256", Sha256.ofString("samples"));
        Path file = fixture.report(BundleFixture.planned(report)).orElseThrow().report();
        Map<String, Artifact> inputs = Map.of(
                "adapter", Artifact.of(dir, fixture.adapter()),
                "base", Artifact.of(dir, fixture.base()),
                "test", Artifact.of(dir, dir.resolve("test.jsonl")),
                "train", Artifact.of(dir, dir.resolve("train.jsonl")));
        RunManifest.openOrCreate(dir)
                .record(new StageRecord(
                        "evaluate",
                        status,
                        "then",
                        null,
                        1,
                        inputs,
                        Map.of("report", Artifact.of(dir, file)),
                        "c",
                        null,
                        Map.of()));
        return Evidence.ofRun(file, dir);
    }

    @Test
    void aReportOfItsRunOpensTheGate() throws IOException {
        assertThat(export(ASKED, Optional.of(run(StageRecord.Status.DONE))).forced())
                .isFalse();
    }

    @Test
    void refusesAReportThatWasEditedAfterwards() throws IOException {
        Evidence evidence = run(StageRecord.Status.DONE);
        ObjectNode edited = Json.read(evidence.report(), ObjectNode.class);
        ((ObjectNode) edited.path("verdict")).put("studentAccuracy", 0.99);
        Json.write(evidence.report(), edited);
        refused(Optional.of(evidence), "is not as the evaluation wrote it");
    }

    @Test
    void refusesTheReportOfAnUnfinishedEvaluation() throws IOException {
        refused(Optional.of(run(StageRecord.Status.FAILED)), "is not of a finished evaluation");
        refused(Optional.of(run(StageRecord.Status.RUNNING)), "is not of a finished evaluation");
        Evidence evidence = run(StageRecord.Status.DONE);
        Files.delete(dir.resolve(RunManifest.FILE));
        refused(Optional.of(evidence), "is not of a finished evaluation");
    }

    @Test
    void refusesAReportOnQuestionsThatAreNoLongerThere() throws IOException {
        Evidence evidence = run(StageRecord.Status.DONE);
        Files.writeString(dir.resolve("test.jsonl"), "other questions");
        refused(Optional.of(evidence), "the test questions were changed since");
        run(StageRecord.Status.DONE);
        Files.delete(dir.resolve("train.jsonl"));
        refused(Optional.of(evidence), "the training samples were changed since");
    }

    private void refused(Optional<Evidence> evidence, String said) {
        assertThatThrownBy(() -> export(ASKED, evidence))
                .isInstanceOfSatisfying(
                        DasllmException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.VERDICT))
                .hasMessageContaining(said)
                .hasMessageContaining("so nothing is exported");
        assertThat(fixture.out()).doesNotExist();
        BundleManifest forced = export(FORCED, evidence);
        assertThat(forced.forced()).isTrue();
        assertThat(forced.verdict().outcome()).startsWith("not valid: the report ");
        assertThat(fixture.out().resolve(ModelCard.FILE)).content().contains("Exported by force");
        removeTheBundle();
    }

    private void removeTheBundle() {
        try {
            org.dasllm.format.io.AtomicFile.deleteTree(fixture.out());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private BundleManifest export(ExportConfig config, Optional<Evidence> evidence) {
        return Export.run(
                config,
                fixture.base(),
                fixture.adapter(),
                evidence,
                Optional.empty(),
                fixture.out(),
                Optional.empty(),
                Map.of(),
                Progress.SILENT);
    }
}
