package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.ProcessLock;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit codes and dry runs of a run that was trained: what a nightly job relies on. */
final class VerdictExitCodeTest {
    private static final Path MESSAGES = Path.of("demo", "messages");

    /** A run with curated data and a trained adapter, copied for each test. */
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path trained;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path runs;

    @BeforeAll
    static void train() {
        Path dataset = trained.resolve("night").resolve("dataset");
        List<Sample> messages = SampleFile.read(MESSAGES.resolve("harvest.jsonl"));
        SampleFile.write(dataset.resolve("train.jsonl"), answered(messages.subList(0, 48)));
        SampleFile.write(dataset.resolve("validation.jsonl"), answered(messages.subList(48, 56)));
        // A teacher that is right on every second question: a student of forty-eight messages is worse, and not by 90
        // points.
        List<Sample> questions = SampleFile.read(MESSAGES.resolve("test.jsonl")).subList(0, 40);
        List<Sample> test = new ArrayList<>(answered(questions));
        for (int i = 0; i < test.size(); i += 2) {
            test.set(i, test.get(i).withCompletion("{\"intent\":\"none\",\"urgency\":\"none\"}", "written:test"));
        }
        SampleFile.write(dataset.resolve("test.jsonl"), test);
        assertThat(run(trained, "train").exitCode()).isZero();
    }

    private static List<Sample> answered(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.withCompletion(Objects.requireNonNull(sample.gold()), "written:gold"))
                .toList();
    }

    private static Outcome run(Path runs, String command, String... more) {
        List<String> line = new ArrayList<>(List.of(command, "configs/demo.yaml"));
        Stream.of(
                        "runs=" + runs,
                        "run=night",
                        "train.epochs=1",
                        "train.distillation=null",
                        "train.lora.rank=4",
                        "evaluate.slices=[]",
                        "export.force=false")
                .forEach(key -> line.addAll(List.of("--set", key)));
        line.addAll(List.of(more));
        return Outcome.of(line.toArray(String[]::new));
    }

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> all = Files.walk(trained)) {
            for (Path path : all.filter(each -> !each.equals(trained)).toList()) {
                Files.copy(path, runs.resolve(trained.relativize(path)));
            }
        }
    }

    private Path report() {
        return runs.resolve("night/evaluation/report.json");
    }

    private Outcome evaluate(double margin, String... more) {
        List<String> keys = new ArrayList<>(List.of("--set", "evaluate.margin=" + margin));
        keys.addAll(List.of(more));
        return run(runs, "evaluate", keys.toArray(String[]::new));
    }

    @Test
    void aPassingVerdictIsZeroEachTime() {
        assertThat(evaluate(0.9).exitCode()).isZero();
        Outcome again = evaluate(0.9);
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).contains("evaluate  up to date, not run again");
        assertThat(report("page.html").exitCode()).isZero();
        assertThat(run(runs, "export").exitCode()).isZero();
    }

    @Test
    void anyOtherIsFourEachTime() {
        for (int night = 0; night < 2; night++) {
            Outcome outcome = evaluate(0.0001);
            assertThat(outcome.exitCode()).isEqualTo(4);
            assertThat(outcome.error())
                    .contains("The verdict is \"not-shown\", not \"non-inferior\"")
                    .contains(report().toString());
        }
        assertThat(evaluate(0.0001, "--json").exitCode()).isEqualTo(4);
        Outcome page = report("page.html");
        assertThat(page.exitCode()).isEqualTo(4);
        assertThat(runs.resolve("page.html")).exists();

        Outcome dry = run(runs, "export", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(3);
        assertThat(dry.out()).anyMatch(line -> line.startsWith("export    would refuse: The evaluation's verdict"));
        Outcome refused = run(runs, "export");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.error()).contains("is \"not-shown\"");
        Outcome forced = run(runs, "export", "--set", "export.force=true");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out()).anyMatch(line -> line.contains("forced verdict not-shown"));
    }

    @Test
    void withoutAnEvaluationOnlyForceExports() {
        Outcome refused = run(runs, "export");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.error()).contains("The stage 'export' needs its report");
        Outcome forced = run(runs, "export", "--set", "export.force=true");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.out()).anyMatch(line -> line.contains("forced verdict not evaluated"));
    }

    @Test
    void aReportThatWasEditedIsRefusedAndRestoredByTheNextEvaluation() throws IOException {
        evaluate(0.9);
        String written = Files.readString(report());
        ObjectNode edited = Json.read(report(), ObjectNode.class);
        ((ObjectNode) edited.path("verdict")).put("studentAccuracy", 1.0);
        Json.write(report(), edited);
        Outcome refused = run(runs, "export");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.error()).contains("is not as the evaluation wrote it");
        assertThat(evaluate(0.9).exitCode()).isZero();
        assertThat(report()).hasContent(written.strip());
        assertThat(run(runs, "export").exitCode()).isZero();
    }

    @Test
    void aReportOfAnotherStudentIsRefused() throws IOException {
        evaluate(0.9);
        ObjectNode adapter = Json.read(runs.resolve("night/training/adapter/adapter_config.json"), ObjectNode.class);
        Json.write(runs.resolve("night/training/adapter/adapter_config.json"), adapter.put("lora_alpha", 3));
        Outcome refused = run(runs, "export");
        assertThat(refused.exitCode()).isEqualTo(4);
        assertThat(refused.error()).contains("judges another student");
        // The same weights with another scale are another student, who is asked anew.
        evaluate(0.9);
        assertThat(runs.resolve("night/evaluation/earlier")).isNotEmptyDirectory();
    }

    @Test
    void anotherPrecisionIsAskedAnewAndTheOldAnswersStayVisible() {
        evaluate(0.9);
        Outcome other = evaluate(0.9, "--set", "student.max_new_tokens=20");
        assertThat(other.exitCode()).isZero();
        assertThat(runs.resolve("night/evaluation/earlier")).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train | train.lora.rank=3 | belongs to another run: lora.rank was 4 and is 3",
                "train | train.seed=9 | belongs to another run: seed was",
                "train | train.mode=full | train.mode is full",
                "train | student.device=abacus | There is no device 'abacus'",
                "evaluate | student.device=abacus | There is no device 'abacus'",
                "evaluate | evaluate.slices=[chanel] | no sample in",
                "export | export.force=false | needs its report",
                "run | harvest.teacher.api_key_environment_variable=DASLLM_NO_SUCH_KEY | DASLLM_NO_SUCH_KEY",
            })
    void aDryRunSaysWhatWouldRefuse(String command, String key, String why) {
        Outcome outcome = run(runs, command, "--dry-run", "--set", key);
        assertThat(outcome.out()).anyMatch(line -> line.contains(" would refuse: ") && line.contains(why));
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.error()).contains("would refuse");
    }

    @Test
    void aMetricOfAFieldThatNoAnswerHasIsRefusedByTheTaskOrByTheRightAnswers() {
        Outcome byTask = run(runs, "evaluate", "--dry-run", "--set", "evaluate.primary=field:topic");
        assertThat(byTask.exitCode()).isEqualTo(2);
        assertThat(byTask.error())
                .contains(
                        "the metric field:topic asks for a field, and an answer of the task is JSON with the fields intent,");
        Outcome byGold =
                run(runs, "evaluate", "--dry-run", "--set", "evaluate.primary=field:topic", "--set", "task=null");
        assertThat(byGold.exitCode()).isEqualTo(3);
        assertThat(byGold.out()).anyMatch(line -> line.contains("has nothing for field:topic"));
    }

    @Test
    void aDryRunFindsAPlanThatWasFixedOtherwise() {
        evaluate(0.0001);
        Outcome outcome = evaluate(0.5, "--dry-run");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).anyMatch(line -> line.startsWith("evaluate  would refuse: the plan in"));
    }

    @Test
    void aDryRunFindsARunThatIsInUse() {
        try (ProcessLock lock = ProcessLock.acquire(runs.resolve("night/.lock"), "the test")) {
            Outcome outcome = run(runs, "train", "--dry-run");
            assertThat(outcome.exitCode()).isEqualTo(3);
            assertThat(outcome.out()).anyMatch(line -> line.startsWith("train     would refuse: The run"));
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void aDryRunFindsAFolderThatCannotBeMade() throws IOException {
        Path taken = Files.createFile(runs.resolve("taken"));
        Outcome outcome = run(runs, "run", "--dry-run", "--set", "runs=" + taken);
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.out()).hasSize(5).allMatch(line -> line.contains(taken + " is not a folder"));
    }

    @Test
    void aDryRunOfWhatIsDoneSaysSo() {
        Outcome outcome = run(runs, "train", "--dry-run");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("train     up to date");
        assertThat(run(runs, "evaluate", "--dry-run").out()).contains("evaluate  would run");
        assertThat(runs.resolve("night/evaluation")).doesNotExist();
    }

    private Outcome report(String page) {
        return Outcome.of(
                "report", report().toString(), "--out", runs.resolve(page).toString());
    }
}
