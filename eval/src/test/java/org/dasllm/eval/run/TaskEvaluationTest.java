package org.dasllm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.eval.analysis.EndpointReport;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.GradedReport;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.analysis.PanelReport;
import org.dasllm.eval.analysis.SliceReport;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.calibration.Calibration;
import org.dasllm.eval.extraction.FieldCounts;
import org.dasllm.eval.extraction.FieldOutcome;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.Endpoint;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.plan.Procedure;
import org.dasllm.eval.plan.ReportConfig;
import org.dasllm.eval.report.ReportDocument;
import org.dasllm.eval.tool.ToolReport;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.format.task.TaskKind;
import org.dasllm.format.task.Tool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What evaluations of the different tasks say. */
class TaskEvaluationTest {
    private static final int N = 300;

    @TempDir
    Path dir;

    private Path train = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void folders() {
        train = dir.resolve("train.jsonl");
        SampleFile.write(train, List.of(sample("t", "something else", "{\"total\":1}", "{\"total\":1}")));
        out = dir.resolve("out");
    }

    @Test
    void anExtractionIsJudgedByItsValues() throws IOException {
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            String right = "{\"total\":" + i + ",\"lines\":[{\"n\":1},{\"n\":" + i + "}],\"due\":\"2026-01-0"
                    + (1 + i % 9) + "\"}";
            test.add(sample("q" + i, "invoice " + i, right, right));
        }
        EvaluateConfig config = config("field_f1", List.of(), new Tolerance(0, 0.01, 1), null);
        Verdict verdict = run(config, Task.ofAnyJson(), test, sample -> {
            int i = Integer.parseInt(sample.id().substring(1));
            String gold = Objects.requireNonNull(sample.gold());
            return i % 30 == 0
                    ? new GivenAnswer(null, null)
                    : i % 30 == 1
                            ? GivenAnswer.of(gold.substring(3))
                            : GivenAnswer.of(gold.replace("\"n\":1}", "\"n\":1,\"x\":2}"));
        });
        EvaluationReport report = report();
        GradedReport primary = Objects.requireNonNull(report.gradedPrimary());
        // 20 answers give nothing, 280 invent a value beside their 4.
        FieldCounts counts = new FieldCounts(280 * 4, 0, 20 * 4, 280);
        // A refused answer costs precision too, as if its 4 values were wrong.
        FieldCounts charged = new FieldCounts(280 * 4, 20 * 4, 0, 280);
        assertThat(primary.student()).isEqualTo(charged.f1());
        assertThat(verdict.studentAccuracy()).isEqualTo(primary.student());
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_SHOWN);
        assertThat(Objects.requireNonNull(report.extraction()).fields().get(0).student())
                .isEqualTo(counts);
        assertThat(report.extraction().studentParsed()).isEqualTo(280);
        assertThat(report.extraction().failures())
                .extracting(each -> each.path() + " " + each.kind() + " " + each.questions() + " of " + each.of())
                .containsExactly(
                        "lines[].x INVENTION 280 of 300",
                        "due OMISSION 20 of 300",
                        "lines[].n OMISSION 20 of 300",
                        "total OMISSION 20 of 300");
        assertThat(report.extraction().failures())
                .allSatisfy(each -> assertThat(each.ids())
                        .hasSize(3)
                        .allSatisfy(id -> assertThat(Integer.parseInt(id.substring(1)) % 30 < 2)
                                .isEqualTo(each.kind() == FieldOutcome.Kind.OMISSION)));
        assertThat(Objects.requireNonNull(report.plan().settings())).containsKey("tolerance");
        assertThat(Files.readString(out.resolve("predictions.jsonl"))).contains("\"studentMissing\":true");
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("Values in the answers", "What goes wrong with values")
                .doesNotContain("Readable answers of the student", "What is taken for what");
        assertThat(HtmlRenderer.render(ReportDocument.of(report)))
                .isEqualTo(Files.readString(out.resolve("report.html")));
    }

    /** Not of answers that are right as a whole, of which one half has none here. */
    @Test
    void slicesAreOfTheMetricThatDecides() throws IOException {
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            String right = "{\"total\":" + i + ",\"currency\":\"EUR\"}";
            test.add(new Sample(
                    "q" + i,
                    "g" + i,
                    null,
                    List.of(Message.user("invoice " + i)),
                    right,
                    right,
                    Map.of("half", i % 2 == 0 ? "even" : "odd"),
                    "teacher:x"));
        }
        EvaluateConfig config = new EvaluateConfig(
                "field_f1",
                List.of(),
                0.05,
                0.025,
                List.of("half"),
                30,
                true,
                List.of(),
                Procedure.FIXED_SEQUENCE,
                new Tolerance(0, 0.01, 1),
                0.05,
                null,
                ReportConfig.EMPTY);
        run(
                config,
                Task.ofAnyJson(),
                test,
                sample -> GivenAnswer.of(
                        sample.attributes().containsValue("even")
                                ? "{\"total\":-1,\"currency\":\"EUR\"}"
                                : Objects.requireNonNull(sample.gold())));
        EvaluationReport report = report();
        assertThat(report.slices()).extracting(SliceReport::studentAccuracy).containsExactly(0.5, 1.0);
        assertThat(report.slices()).extracting(SliceReport::difference).containsExactly(-0.5, 0.0);
        assertThat(report.slices()).extracting(SliceReport::agreement).containsExactly(0.0, 1.0);
        assertThat(Objects.requireNonNull(report.slices().get(0).interval()).lower())
                .isLessThan(-0.5)
                .isGreaterThan(-0.6);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("field_f1 by slice")
                .doesNotContain("Accuracy on field_f1");
    }

    @Test
    void valuesThatAreNearEnoughAreRight() {
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            String right = "{\"total\":1000,\"due\":\"2026-01-05\"}";
            test.add(sample("q" + i, "invoice " + i, right, right));
        }
        Verdict verdict = run(
                config("field_f1", List.of(), new Tolerance(0, 0.01, 1), null),
                Task.ofAnyJson(),
                test,
                sample -> GivenAnswer.of("{\"total\":1009,\"due\":\"2026-01-06\"}"));
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NON_INFERIOR);
        assertThat(verdict.studentAccuracy()).isEqualTo(1);
    }

    @Test
    void callsOfToolsAreJudged() throws IOException {
        Task task = new Task(
                TaskKind.TOOL_CALL,
                List.of(),
                null,
                null,
                null,
                List.of(new Tool(
                        "refund", Json.mapper().readTree("{\"properties\":{\"order\":{}},\"required\":[\"order\"]}"))));
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            String right =
                    i % 3 == 0 ? "Which order?" : "{\"name\":\"refund\",\"arguments\":{\"order\":\"A" + i + "\"}}";
            test.add(sample("q" + i, "message " + i, right, right));
        }
        Verdict verdict = run(
                config("tool_call", List.of(), Tolerance.NONE, null),
                task,
                test,
                sample -> GivenAnswer.of(
                        sample.id().endsWith("7")
                                ? "{\"name\":\"refund\",\"arguments\":{\"order\":\"X\"}}"
                                : Objects.requireNonNull(sample.gold())));
        ToolReport student = Objects.requireNonNull(report().tools()).get(1);
        // Of the 30 ids that end in 7 ten are divisible by 3: nothing should have been called there.
        assertThat(student.right()).isEqualTo(N - 30);
        assertThat(student.falseCalls()).isEqualTo(10);
        assertThat(student.names()).isEqualTo(N - 10);
        assertThat(verdict.studentAccuracy()).isEqualTo(0.9);
        assertThat(Files.readString(out.resolve("report.html"))).contains("Calls of tools");
    }

    @Test
    void probabilitiesSayWhichAnswersGoToPeople() throws IOException {
        List<Sample> test = labels();
        run(config("exact", List.of(), Tolerance.NONE, null), Task.ofLabels(List.of("a", "b")), test, sample -> {
            int i = Integer.parseInt(sample.id().substring(1));
            // One answer in five is unsure, and half of these are wrong.
            return i % 5 == 0 ? new GivenAnswer("b", 0.5) : new GivenAnswer(sample.gold(), 0.99);
        });
        EvaluationReport report = report();
        assertThat(Objects.requireNonNull(report.calibration()).n()).isEqualTo(N);
        assertThat(Objects.requireNonNull(report.calibration().kept()).kept()).isEqualTo(N - N / 5);
        assertThat(report.calibration().kept().wrong()).isZero();
        assertThat(Files.readString(out.resolve("report.html"))).contains("go to people, 240 of 300");
    }

    @Test
    void anAnswerWithoutAProbabilityIsCountedAndGoesToPeople() throws IOException {
        List<Sample> test = labels();
        run(config("exact", List.of(), Tolerance.NONE, null), Task.ofLabels(List.of("a", "b")), test, sample -> {
            boolean silent = sample.id().endsWith("3");
            return new GivenAnswer(sample.gold(), silent ? null : Double.valueOf(0.99));
        });
        Calibration calibration = Objects.requireNonNull(report().calibration());
        assertThat(calibration.n()).isEqualTo(N - N / 10);
        assertThat(calibration.unstated()).isEqualTo(N / 10);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("30 of 300 answers came without a probability. They go to people");
    }

    @Test
    void aQuestionThatWasLearntBlocksTheVerdict() {
        List<Sample> test = labels();
        SampleFile.write(train, List.of(sample("t", "MESSAGE,  number 7!", "a", "a")));
        Verdict verdict = run(
                config("exact", List.of(), Tolerance.NONE, null),
                Task.ofLabels(List.of("a", "b")),
                test,
                sample -> GivenAnswer.of(Objects.requireNonNull(sample.gold())));
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_SHOWN);
        assertThat(verdict.reason()).contains("1 of the test questions are in the training data, such as q7");
    }

    @Test
    void claimsAreLookedAtInOrderUntilOneFails() {
        List<Sample> test = labels();
        run(
                config(
                        "exact",
                        List.of(new Endpoint("valid_rate", 0.001), new Endpoint("macro_f1", 0.05)),
                        Tolerance.NONE,
                        null),
                Task.ofLabels(List.of("a", "b")),
                test,
                sample -> GivenAnswer.of(Objects.requireNonNull(sample.gold())));
        assertThat(Objects.requireNonNull(report().endpoints()))
                .extracting(EndpointReport::shown)
                .containsExactly(true, false, false);
        assertThat(report().endpoints().get(2).alpha()).isNull();
    }

    @Test
    void aPanelIsKeptAndAskedAgain() throws IOException {
        List<Sample> panel = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            for (String people : List.of("female", "male")) {
                panel.add(new Sample(
                        "p" + i + people,
                        "p" + i,
                        null,
                        List.of(Message.user("case " + i + " of " + people)),
                        "a",
                        i < 40 ? "a" : null,
                        Map.of("case", "c" + i, "people", people),
                        "teacher:x"));
            }
        }
        Path file = dir.resolve("panel.jsonl");
        SampleFile.write(file, panel);
        Function<Sample, GivenAnswer> biased = sample ->
                GivenAnswer.of(sample.id().startsWith("p") && sample.id().endsWith("1female") ? "b" : "a");
        Task task = Task.ofLabels(List.of("a", "b"));
        List<Sample> test =
                labels().stream().filter(sample -> "a".equals(sample.gold())).toList();
        run(config("exact", List.of(), Tolerance.NONE, bias(file.toString())), task, test, biased);
        PanelReport first = Objects.requireNonNull(report().panel());
        BiasReport.Counterfactuals pairs = Objects.requireNonNull(first.bias().counterfactuals());
        assertThat(first.labelled()).isEqualTo(80);
        assertThat(pairs.sets()).isEqualTo(60);
        assertThat(pairs.studentFlips().count()).isEqualTo(6);
        assertThat(pairs.teacherFlips().count()).isZero();
        assertThat(pairs.examples().get(0).labels()).isEqualTo("female: b; male: a");
        assertThat(pairs.variants().get(0).selectedByStudent()).isEqualTo(54);
        assertThat(Files.readString(out.resolve("report.html"))).contains("differ only in “people”");

        // Another student in the same folder: the first one's answers to the panel are kept with its plan.
        String before = Files.readString(out.resolve("panel-predictions.jsonl"));
        hash = "a2";
        run(config("exact", List.of(), Tolerance.NONE, bias(file.toString())), task, test, biased);
        Path earlier = out.resolve(report().earlier().get(0).folder());
        assertThat(earlier.resolve("panel-predictions.jsonl")).hasContent(before);
        assertThat(out.resolve("panel-predictions.jsonl")).isNotEmptyFile();
        hash = "a1";

        Files.delete(file);
        out = dir.resolve("next");
        run(config("exact", List.of(), Tolerance.NONE, bias("sha256:" + first.sha256())), task, test, biased);
        assertThat(Json.line(Objects.requireNonNull(report().panel()))).isEqualTo(Json.line(first));
        assertThatThrownBy(() -> run(
                        config("exact", List.of(), Tolerance.NONE, bias("sha256:" + "0".repeat(64))),
                        task,
                        test,
                        biased))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("no panel with this hash");
    }

    @Test
    void aPanelThatDoesNotFitIsRefusedBeforeThePlanIsFixed() {
        Path file = dir.resolve("panel.jsonl");
        SampleFile.write(file, List.of(sample("p", "case", "a", "no label of the task")));
        assertThatThrownBy(() -> run(
                        config("exact", List.of(), Tolerance.NONE, bias(file.toString())),
                        Task.ofLabels(List.of("a", "b")),
                        labels(),
                        sample -> GivenAnswer.of("a")))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("the right answer of sample p");
        assertThat(out.resolve("plan.json")).doesNotExist();
        assertThat(dir.resolve("panels")).doesNotExist();
    }

    /** What was fixed with the interval of before is judged by it, and a new student by the present one. */
    @Test
    void aPlanThatWasFixedKeepsItsInterval() throws IOException {
        List<Sample> test = new ArrayList<>();
        labels().forEach(s -> test.add(new Sample(
                s.id(), "g" + test.size() / 4, null, s.prompt(), s.completion(), s.gold(), Map.of(), "teacher:x")));
        Task task = Task.ofLabels(List.of("a", "b"));
        EvaluateConfig config = config("exact", List.of(), Tolerance.NONE, null);
        // Whole groups fail together.
        Function<Sample, GivenAnswer> student =
                sample -> GivenAnswer.of(sample.group().endsWith("1") ? "c" : Objects.requireNonNull(sample.gold()));
        Verdict present = run(config, task, test, student);
        String now = report().plan().intervalMethod();
        assertThat(now).contains("design effect");
        Path plan = out.resolve("plan.json");
        String before = "the wider end of Tango's score interval and the cluster-robust t interval";
        String older = Files.readString(plan).replace(now, before);
        String hashNow = Files.readString(out.resolve("plan.sha256")).substring(0, 64);
        Files.writeString(plan, older);
        Files.writeString(out.resolve("plan.sha256"), Sha256.ofString(older) + "  plan.json\n");
        Path predictions = out.resolve("predictions.jsonl");
        Files.writeString(predictions, Files.readString(predictions).replace(hashNow, Sha256.ofString(older)));
        Verdict again = run(config, task, test, student);
        assertThat(report().plan().intervalMethod()).isEqualTo(before);
        assertThat(plan).hasContent(older);
        assertThat(Objects.requireNonNull(again.interval()).lower())
                .isGreaterThan(Objects.requireNonNull(present.interval()).lower());
        hash = "another";
        assertThat(run(config, task, test, student).interval()).isEqualTo(present.interval());
    }

    @Test
    void recordedAnswersMustMatchTheQuestions() throws IOException {
        List<Sample> test = labels();
        Path file = dir.resolve("answers.jsonl");
        List<String> lines = new ArrayList<>();
        test.forEach(sample -> lines.add("{\"id\":\"" + sample.id() + "\",\"answer\":\"a\",\"probability\":0.5}"));
        lines.set(3, "{\"id\":\"q3\",\"answer\":null,\"refusal\":\"no\"}");
        Files.write(file, lines);
        List<GivenAnswer> given = RecordedAnswers.read(file, "m", test).answer(test, Progress.SILENT);
        assertThat(given.get(2)).isEqualTo(new GivenAnswer("a", 0.5));
        assertThat(given.get(3)).isEqualTo(new GivenAnswer(null, null));
        List<Sample> withPanel = new ArrayList<>(test);
        withPanel.add(test.get(9));
        assertThatThrownBy(() -> RecordedAnswers.read(file, "m", withPanel))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("Two questions of the test and the panel have the id 'q9'");
        lines.set(5, "{\"id\":\"other\",\"answer\":\"a\"}");
        Files.write(file, lines);
        assertThatThrownBy(() -> RecordedAnswers.read(file, "m", test))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("1 answers have no question (other), and 1 of 300 questions have no line (q5)");
        lines.set(5, lines.get(4));
        Files.write(file, lines);
        assertThatThrownBy(() -> RecordedAnswers.read(file, "m", test))
                .hasMessageContaining("answers.jsonl:6 answers 'q4' a second time");
    }

    @Test
    void seedsAreRefusedWhereTheirEvaluationsDoNotHold() throws IOException {
        List<Sample> test = labels();
        Task task = Task.ofLabels(List.of("a", "b"));
        List<Path> folders = new ArrayList<>();
        for (int seed = 0; seed < 2; seed++) {
            out = dir.resolve("seed" + seed);
            folders.add(out);
            hash = "seed" + seed;
            run(config("exact", List.of(), Tolerance.NONE, null), task, test, sample -> GivenAnswer.of("a"));
        }
        Path predictions = folders.get(1).resolve("predictions.jsonl");
        String kept = Files.readString(predictions);
        String planHash = Json.readTree(folders.get(1).resolve("report.json"))
                .get("planSha256")
                .asText();
        Files.writeString(predictions, kept.replaceFirst(planHash, "0".repeat(64)));
        assertThatThrownBy(() -> SeedStudy.of(folders))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("under another plan");
        Files.writeString(predictions, kept.replaceFirst("\"group\":\"[^\"]*\"", "\"group\":null"));
        assertThatThrownBy(() -> SeedStudy.of(List.of(folders.get(1), folders.get(0))))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("has no group");
        Files.writeString(predictions, kept);
        Path plan = folders.get(1).resolve("plan.json");
        String fixed = Files.readString(plan);
        Files.writeString(plan, fixed + " ");
        assertThatThrownBy(() -> SeedStudy.of(folders)).hasMessageContaining("was changed after it was fixed");
        Files.writeString(plan, fixed);
        assertThat(SeedStudy.of(folders).n()).isEqualTo(N);

        SampleFile.write(train, List.of(sample("t", "message number 7", "a", "a")));
        out = dir.resolve("learnt");
        hash = "learnt";
        run(config("exact", List.of(), Tolerance.NONE, null), task, test, sample -> GivenAnswer.of("a"));
        assertThatThrownBy(() -> SeedStudy.of(List.of(folders.get(0), out)))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("1 of the test questions are in the training data");
    }

    @Test
    void seedsDivideTheErrorRateAmongClaims() {
        List<Sample> test = labels();
        List<Path> folders = new ArrayList<>();
        for (int seed = 0; seed < 2; seed++) {
            out = dir.resolve("seed" + seed);
            folders.add(out);
            hash = "seed" + seed;
            EvaluateConfig config = new EvaluateConfig(
                    "exact",
                    List.of(),
                    0.05,
                    0.025,
                    List.of(),
                    30,
                    true,
                    List.of(new Endpoint("valid_rate", 0.05)),
                    Procedure.HOLM,
                    Tolerance.NONE,
                    0.05,
                    null,
                    ReportConfig.EMPTY);
            run(config, Task.ofLabels(List.of("a", "b")), test, sample -> GivenAnswer.of("a"));
        }
        assertThat(SeedStudy.of(folders).confidence()).isCloseTo(1 - 2 * 0.025 / 2, within(1e-12));
    }

    @Test
    void seedsAreTakenTogether() {
        List<Sample> test = labels();
        Task task = Task.ofLabels(List.of("a", "b"));
        List<Path> folders = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            int wrong = seed;
            out = dir.resolve("seed" + seed);
            folders.add(out);
            hash = "seed" + seed;
            run(config("exact", List.of(), Tolerance.NONE, null), task, test, sample -> {
                int i = Integer.parseInt(sample.id().substring(1));
                return GivenAnswer.of(i % 100 < wrong ? "c" : Objects.requireNonNull(sample.gold()));
            });
        }
        SeedStudy study = SeedStudy.of(folders);
        assertThat(study.estimate().differences()).containsExactly(new double[] {0, -0.01, -0.02}, within(1e-12));
        assertThat(study.n()).isEqualTo(N);
        assertThat(study.estimate().effect().mean()).isCloseTo(-0.01, within(1e-12));
        assertThatThrownBy(() -> SeedStudy.of(List.of(folders.get(0), folders.get(0))))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("is there already");
    }

    private String hash = "a1";

    private static BiasConfig bias(String panel, Path panels) {
        return new BiasConfig(List.of(), "exact", List.of("a"), "case", "people", panel, panels);
    }

    private BiasConfig bias(String panel) {
        return bias(panel, dir.resolve("panels"));
    }

    private static List<Sample> labels() {
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            String right = i % 2 == 0 ? "a" : "b";
            test.add(sample("q" + i, "message number " + i, right, right));
        }
        return test;
    }

    private static Sample sample(String id, String text, String teacher, String gold) {
        return new Sample(id, "g" + id, null, List.of(Message.user(text)), teacher, gold, Map.of(), "teacher:x");
    }

    private static EvaluateConfig config(
            String primary, List<Endpoint> endpoints, Tolerance tolerance, @Nullable BiasConfig bias) {
        return new EvaluateConfig(
                primary,
                List.of(),
                0.05,
                0.025,
                List.of(),
                30,
                true,
                endpoints,
                Procedure.FIXED_SEQUENCE,
                tolerance,
                0.05,
                bias,
                ReportConfig.EMPTY);
    }

    private Verdict run(EvaluateConfig config, Task task, List<Sample> test, Function<Sample, GivenAnswer> student) {
        Path file = dir.resolve("test.jsonl");
        SampleFile.write(file, test);
        return Evaluation.run(
                config,
                Optional.of(new DeclaredTask(task, json -> true)),
                file,
                train,
                new AnswerSource() {
                    @Override
                    public String name() {
                        return "student";
                    }

                    @Override
                    public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                        return samples.stream().map(student).toList();
                    }
                },
                out,
                Map.of(Evaluation.STUDENT_SHA256, hash),
                Masks.NONE,
                Progress.SILENT);
    }

    private EvaluationReport report() {
        return EvaluationReport.read(out.resolve("report.json"));
    }
}
