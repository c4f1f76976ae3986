package org.dasllm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.dasllm.document.content.Document;
import org.dasllm.document.html.HtmlRenderer;
import org.dasllm.document.markdown.MarkdownRenderer;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.report.ReportDocument;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final EvaluateConfig CONFIG = new EvaluateConfig(
            "exact", List.of("field:intent", "field:urgency"), 0.05, 0.025, List.of("channel", "tone"), 30, true);

    @TempDir
    Path dir;

    private List<Sample> testSamples = List.of();
    private Path test = Path.of("");
    private Path train = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void data() {
        Complaints complaints = new Complaints(7);
        testSamples = complaints.samples("test", 640, 0.06);
        test = write("test.jsonl", testSamples);
        train = write("train.jsonl", complaints.samples("train", 900, 0.06));
        out = dir.resolve("eval");
    }

    @Test
    void aStudentIdenticalToItsTeacherIsNonInferior() {
        Verdict verdict = run(CONFIG, Complaints.by(UnaryOperator.identity()), "a1");
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NON_INFERIOR);
        assertThat(verdict.passed()).isTrue();
        assertThat(verdict.difference()).isZero();
        assertThat(Objects.requireNonNull(verdict.interval()).lower()).isBetween(-0.007, -0.001);
        assertThat(report().metrics().get(0).kappa()).isEqualTo(1);
    }

    @Test
    void aStudentOfShuffledLabelsFails() {
        List<String> shuffled =
                new ArrayList<>(testSamples.stream().map(Sample::completion).toList());
        Collections.shuffle(shuffled, new Random(3));
        Verdict verdict = run(
                CONFIG,
                Complaints.by(s -> s.withCompletion(shuffled.get(Integer.parseInt(s.id().substring(4))), "shuffled")),
                "a1");
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_SHOWN);
        assertThat(verdict.reason()).contains("worse than was allowed");
        assertThat(Math.abs(Objects.requireNonNull(report().metrics().get(0).kappa())))
                .isLessThan(0.1);
    }

    @Test
    void writesPlanPredictionsAndReport() throws IOException {
        Verdict verdict = run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1");
        assertThat(Sha256.ofFile(out.resolve("plan.json"))).isEqualTo(verdict.planSha256());
        assertThat(Files.readString(out.resolve("plan.sha256"))).isEqualTo(verdict.planSha256() + "  plan.json\n");
        List<Prediction> predictions = JsonLines.readAll(out.resolve("predictions.jsonl"), Prediction.class);
        assertThat(predictions).hasSize(640).allMatch(p -> p.plan().equals(verdict.planSha256()));
        EvaluationReport report = report();
        long right = predictions.stream()
                .filter(p -> Boolean.TRUE.equals(p.studentCorrect().get("exact")))
                .count();
        assertThat(report.metrics().get(0).student().right()).isEqualTo((int) right);
        assertThat(report.verdict()).isEqualTo(verdict);
        assertThat(report.metrics().get(0).systems())
                .extracting("name")
                .containsExactly("teacher", "student", "majority class", "bag of words");
        assertThat(report.slices()).extracting("attribute").containsOnly("channel", "tone");
        assertThat(report.slices()).filteredOn(s -> s.value().equals("letter")).allMatch(s -> s.small() && s.n() == 16);
        // The page can be made again from the numbers alone.
        Document document = ReportDocument.of(report);
        assertThat(HtmlRenderer.render(document)).isEqualTo(Files.readString(out.resolve("report.html")));
        assertThat(plain(MarkdownRenderer.render(document)))
                .contains(report.verdict().reason())
                .contains("Table 1. Every system on every metric")
                .contains("Only the "
                        + Objects.requireNonNull(report.metrics().get(0).paired())
                                .counts()
                                .discordant() + " questions of Table 2")
                .contains("2 What was asked; 3 Data and lineage; 4 Results; 5 Slices")
                .contains("The numbers are in Table 9.")
                .contains(report.limits());
    }

    /** A page of Markdown without its marks. */
    private static String plain(String markdown) {
        return markdown.replaceAll("\\\\(?=\\p{Punct})", "").replace("**", "").replace("&amp;", "&");
    }

    @Test
    void invalidJsonIsCountedAndWrong() {
        AnswerSource fenced = Complaints.by(s -> s.withCompletion("```json\n" + s.gold() + "\n```", "fenced"));
        Verdict verdict = run(CONFIG, fenced, "a1");
        assertThat(verdict.studentAccuracy()).isZero();
        assertThat(report().outputs().studentInvalid()).isEqualTo(640);
        assertThat(report().metrics().get(0).student().agreed()).isZero();
    }

    @Test
    void reorderedKeysAndSpacesAreTheSameAnswer() {
        AnswerSource reordered = Complaints.by(s -> {
            JsonNode gold = Json.parse(Objects.requireNonNull(s.completion()), JsonNode.class, "test");
            return s.withCompletion(
                    " {\"urgency\" : " + gold.get("urgency") + ", \"intent\":" + gold.get("intent") + "}\n",
                    "reordered");
        });
        assertThat(run(CONFIG, reordered, "a1").difference()).isZero();
    }

    @Test
    void goesOnAfterATornLineWithoutAskingAgain() throws IOException {
        Counting first = new Counting(Complaints.student(1, 0.05, 0.01), 3);
        assertThatThrownBy(() -> run(CONFIG, first, "a1")).hasMessage("killed");
        Path predictions = out.resolve("predictions.jsonl");
        Files.writeString(predictions, "{\"id\":\"test192\",\"plan\":\"ab", StandardOpenOption.APPEND);
        Counting second = new Counting(Complaints.student(1, 0.05, 0.01), Integer.MAX_VALUE);
        Verdict resumed = run(CONFIG, second, "a1");
        assertThat(first.asked).isEqualTo(192);
        assertThat(second.asked).isEqualTo(640 - 192);

        String report = Files.readString(out.resolve("report.json"));
        Counting third = new Counting(Complaints.student(1, 0.05, 0.01), Integer.MAX_VALUE);
        assertThat(run(CONFIG, third, "a1")).isEqualTo(resumed);
        assertThat(third.asked).isZero();
        assertThat(Files.readString(out.resolve("report.json"))).isEqualTo(report);

        out = dir.resolve("whole");
        assertThat(run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1")).isEqualTo(resumed);
        assertThat(Files.readString(out.resolve("predictions.jsonl"))).isEqualTo(Files.readString(predictions));
    }

    @Test
    void aBrokenLineInTheMiddleIsRefused() throws IOException {
        run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1");
        Path predictions = out.resolve("predictions.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(predictions));
        lines.set(4, lines.get(4).substring(5));
        Files.write(predictions, lines);
        assertThatThrownBy(() -> run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("predictions.jsonl:5 does not parse");
    }

    @Test
    void aChangedPlanIsRefused() throws IOException {
        run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1");
        Path plan = out.resolve("plan.json");
        Files.writeString(plan, Files.readString(plan).replace("\"margin\" : 0.05", "\"margin\" : 0.15"));
        assertThatThrownBy(() -> run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("was changed after it was fixed");
        // Hiding the change by a new hash does not help: the answers carry the old one.
        Files.writeString(out.resolve("plan.sha256"), Sha256.ofFile(plan) + "  plan.json\n");
        EvaluateConfig wider = new EvaluateConfig("exact", CONFIG.secondary(), 0.15, 0.025, CONFIG.slices(), 30, true);
        assertThatThrownBy(() -> run(wider, Complaints.student(1, 0.05, 0.01), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("was answered under another plan");
    }

    @Test
    void aWiderMarginAfterTheAnswersIsRefused() {
        run(CONFIG, Complaints.student(1, 0.2, 0.01), "a1");
        EvaluateConfig wider = new EvaluateConfig("exact", CONFIG.secondary(), 0.25, 0.025, CONFIG.slices(), 30, true);
        assertThatThrownBy(() -> run(wider, Complaints.student(1, 0.2, 0.01), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("margin was 0.05 and is now 0.25");
    }

    @Test
    void anotherStudentIsANewEvaluationAndTheOldOneStaysVisible() {
        Verdict first = run(CONFIG, Complaints.student(1, 0.3, 0.01), "a1");
        Verdict second = run(CONFIG, Complaints.student(2, 0.03, 0), "b2");
        assertThat(first.passed()).isFalse();
        assertThat(second.passed()).isTrue();
        assertThat(report().earlier()).singleElement().satisfies(earlier -> {
            assertThat(earlier.studentSha256()).isEqualTo("a1");
            assertThat(earlier.outcome()).isEqualTo("NOT_SHOWN");
        });
        assertThat(report().limits()).anyMatch(l -> l.startsWith("1 earlier student was evaluated"));
        assertThat(out.resolve("earlier")).isDirectoryContaining("glob:**/001-*");
    }

    @Test
    void withoutGoldThereIsAgreementOnly() throws IOException {
        test = write(
                "test.jsonl", testSamples.stream().map(s -> withGold(s, null)).toList());
        Verdict verdict = run(CONFIG, Complaints.by(UnaryOperator.identity()), "a1");
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_ESTIMABLE);
        assertThat(verdict.studentAccuracy()).isNull();
        assertThat(report().metrics().get(0).student().agreement()).isEqualTo(1);
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page).contains("Not estimable").doesNotContain(">Accuracy<");
    }

    @Test
    void aBaselineThatMeetsTheMarginIsNamed() {
        EvaluateConfig intent = new EvaluateConfig("field:intent", List.of(), 0.05, 0.025, List.of(), 30, true);
        run(intent, Complaints.student(1, 0.03, 0), "a1");
        assertThat(report().limits()).anyMatch(l -> l.startsWith("The baseline “bag of words” meets the same margin"));
        out = dir.resolve("exact");
        run(CONFIG, Complaints.student(1, 0.03, 0), "a1");
        assertThat(report().limits()).noneMatch(l -> l.startsWith("The baseline"));
    }

    @Test
    void oneGroupIsNotEstimable() {
        test = write(
                "test.jsonl", testSamples.stream().map(s -> withGroup(s, "one")).toList());
        Verdict verdict = run(CONFIG, Complaints.by(UnaryOperator.identity()), "a1");
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_ESTIMABLE);
        assertThat(verdict.reason()).contains("one group");
        assertThat(verdict.interval()).isNull();
    }

    @Test
    void recordedLabelsAreCalledSo() throws IOException {
        test = write(
                "test.jsonl",
                testSamples.stream()
                        .map(s -> s.withCompletion(Objects.requireNonNull(s.gold()), "recorded:labels.csv"))
                        .toList());
        run(CONFIG, Complaints.student(1, 0.03, 0), "a1");
        assertThat(report().data().teacherEqualsGoldByConstruction()).isTrue();
        assertThat(Files.readString(out.resolve("report.html"))).contains("100% is by construction");
    }

    @Test
    void plainTextLabelsAreTrimmed() {
        EvaluateConfig plain = new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, false);
        test = write(
                "test.jsonl", testSamples.stream().map(EvaluationTest::plain).toList());
        train = write(
                "train.jsonl",
                new Complaints(9)
                        .samples("train", 300, 0).stream()
                                .map(EvaluationTest::plain)
                                .toList());
        Verdict verdict = run(plain, Complaints.by(s -> s.withCompletion(" " + s.gold() + "\n", "x")), "a1");
        assertThat(verdict.studentAccuracy()).isEqualTo(1);
        assertThat(report().data().answerFormat()).isEqualTo("TEXT");
        assertThatThrownBy(() -> run(CONFIG, Complaints.by(UnaryOperator.identity()), "a1"))
                .isInstanceOf(DasllmException.class);
    }

    /** All intents and urgencies of the made-up task, checked as a JSON Schema would. */
    private static DeclaredTask declaredJson() {
        List<String> urgencies = List.of("low", "normal", "high");
        return new DeclaredTask(
                Task.ofListedValues(Map.of("intent", Complaints.INTENTS, "urgency", urgencies)),
                json -> json.size() == 2
                        && Complaints.INTENTS.contains(json.path("intent").asText())
                        && urgencies.contains(json.path("urgency").asText()));
    }

    private static String html(EvaluationReport report) {
        return HtmlRenderer.render(ReportDocument.of(report));
    }

    @Test
    void aDeclaredTaskGivesTheFiguresThatAnInferredOneGives() {
        Verdict inferred = run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1");
        EvaluationReport before = report();
        out = dir.resolve("declared");
        Verdict declared = run(CONFIG, Optional.of(declaredJson()), Complaints.student(1, 0.05, 0.01), "a1");
        EvaluationReport after = report();
        assertThat(Json.pretty(after.metrics())).isEqualTo(Json.pretty(before.metrics()));
        assertThat(after.slices()).isEqualTo(before.slices());
        assertThat(after.outputs()).isEqualTo(before.outputs());
        assertThat(after.limits()).isEqualTo(before.limits());
        assertThat(declared.reason()).isEqualTo(inferred.reason());
        assertThat(before.plan().task()).isNull();
        assertThat(before.data().taskDeclared()).isFalse();
        assertThat(before.data().task()).isEqualTo(Task.ofAnyJson());
        assertThat(after.plan().task()).isEqualTo(declaredJson().task());
        assertThat(after.data().taskDeclared()).isTrue();
        assertThat(html(before)).contains("JSON; the task was inferred from the labels");
        assertThat(html(after))
                .contains("JSON with the fields intent, urgency; the task was declared")
                .contains("an answer is JSON with the fields intent, urgency");
    }

    @Test
    void aDeclaredLabelGivesTheFiguresThatAnInferredTextGives() {
        EvaluateConfig plain = new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, false);
        test = write(
                "test.jsonl", testSamples.stream().map(EvaluationTest::plain).toList());
        train = write(
                "train.jsonl",
                new Complaints(9)
                        .samples("train", 300, 0).stream()
                                .map(EvaluationTest::plain)
                                .toList());
        AnswerSource student = Complaints.by(s -> s.withCompletion(
                s.id().endsWith("7") ? "no such intent" : Objects.requireNonNull(s.completion()), "x"));
        run(plain, student, "a1");
        EvaluationReport before = report();
        out = dir.resolve("declared");
        run(plain, Optional.of(new DeclaredTask(Task.ofLabels(Complaints.INTENTS), json -> true)), student, "a1");
        EvaluationReport after = report();
        assertThat(after.metrics().get(0).systems())
                .isEqualTo(before.metrics().get(0).systems());
        assertThat(after.metrics().get(0).paired())
                .isEqualTo(before.metrics().get(0).paired());
        assertThat(Objects.requireNonNull(after.metrics().get(0).classes()).macroF1())
                .isEqualTo(Objects.requireNonNull(before.metrics().get(0).classes())
                        .macroF1());
        // What was a label that nobody knows is now no label.
        assertThat(before.outputs().studentInvalid()).isZero();
        assertThat(after.outputs().studentInvalid()).isEqualTo(before.outputs().studentUnknown());
        assertThat(html(after)).contains("answers were not one of 6 labels, as the task asks");
    }

    @Test
    void anAnswerThatIsNotOfTheTaskIsInvalidAndWrongInEveryMetric() {
        AnswerSource half = Complaints.by(s -> {
            JsonNode gold = Json.parse(Objects.requireNonNull(s.gold()), JsonNode.class, "test");
            return s.withCompletion("{\"intent\":" + gold.get("intent") + "}", "half");
        });
        EvaluateConfig intent = new EvaluateConfig("field:intent", List.of(), 0.05, 0.025, List.of(), 30, true);
        assertThat(run(intent, half, "a1").studentAccuracy()).isEqualTo(1);
        out = dir.resolve("declared");
        assertThat(run(intent, Optional.of(declaredJson()), half, "a1").studentAccuracy())
                .isZero();
        assertThat(report().outputs().studentInvalid()).isEqualTo(640);
    }

    @Test
    void theMetricsAreTheTasksWhereNoneAreGiven() {
        EvaluateConfig intent = new EvaluateConfig("field:intent", List.of(), 0.05, 0.025, List.of(), 30, true);
        run(intent, Optional.of(declaredJson()), Complaints.student(1, 0.05, 0.01), "a1");
        assertThat(report().plan().secondary()).containsExactly("exact", "field:urgency");
        assertThat(report().metrics()).extracting("name").containsExactly("field:intent", "exact", "field:urgency");
        out = dir.resolve("inferred");
        run(intent, Complaints.student(1, 0.05, 0.01), "a1");
        assertThat(report().metrics()).extracting("name").containsExactly("field:intent");
    }

    @Test
    void answersUnderAPlanWithoutATaskStayJudgedWithoutOne() throws IOException {
        EvaluateConfig intent = new EvaluateConfig("field:intent", List.of(), 0.05, 0.025, List.of(), 30, true);
        Counting killed = new Counting(Complaints.student(1, 0.05, 0.01), 3);
        assertThatThrownBy(() -> run(intent, killed, "a1")).hasMessage("killed");
        String plan = Files.readString(out.resolve("plan.json"));
        assertThat(plan).doesNotContain("task");
        Counting second = new Counting(Complaints.student(1, 0.05, 0.01), Integer.MAX_VALUE);
        run(intent, Optional.of(declaredJson()), second, "a1");
        assertThat(second.asked).isEqualTo(640 - 192);
        assertThat(Files.readString(out.resolve("plan.json"))).isEqualTo(plan);
        assertThat(report().data().taskDeclared()).isFalse();
        assertThat(report().earlier()).isEmpty();
        // Another student is asked by the task.
        run(intent, Optional.of(declaredJson()), Complaints.student(2, 0.05, 0.01), "b2");
        assertThat(report().data().taskDeclared()).isTrue();
    }

    @Test
    void anotherTaskAfterTheAnswersIsRefused() {
        run(CONFIG, Optional.of(declaredJson()), Complaints.student(1, 0.05, 0.01), "a1");
        DeclaredTask wider = new DeclaredTask(Task.ofAnyJson(), json -> true);
        assertThatThrownBy(() -> run(CONFIG, Optional.of(wider), Complaints.student(1, 0.05, 0.01), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("task was {");
        assertThatThrownBy(() -> run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1"))
                .hasMessageContaining("task was {")
                .hasMessageContaining("and is now not given");
    }

    @Test
    void aReportOfBeforeHasNoTaskAndIsRead() {
        run(CONFIG, Complaints.student(1, 0.05, 0.01), "a1");
        ObjectNode older = (ObjectNode) Json.readTree(out.resolve("report.json"));
        ((ObjectNode) older.get("data")).remove(List.of("task", "taskDeclared"));
        EvaluationReport read = Json.parse(Json.pretty(older), EvaluationReport.class, "older");
        assertThat(read.data().task()).isNull();
        assertThat(html(read)).doesNotContain("the task was");
    }

    @Test
    void aRightAnswerThatIsNotOfTheTaskIsNamed() {
        DeclaredTask fewer = new DeclaredTask(Task.ofAnyJson(), json -> json.has("no such field"));
        assertThatThrownBy(() -> run(CONFIG, Optional.of(fewer), Complaints.by(UnaryOperator.identity()), "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("the right answer of sample test0")
                .hasMessageContaining("as the task declares");
        assertThatThrownBy(() -> run(
                        CONFIG,
                        Optional.of(new DeclaredTask(Task.ofText(), json -> true)),
                        Complaints.by(UnaryOperator.identity()),
                        "a1"))
                .hasMessageContaining("asks for a JSON field, but an answer of the task is text");
    }

    @Test
    void everyTextIsEscaped() throws IOException {
        String attack = "<script>alert('x')</script> & \"quoted\"";
        test = write(
                "test.jsonl",
                testSamples.stream()
                        .map(s -> new Sample(
                                s.id() + attack,
                                s.group(),
                                null,
                                List.of(Message.user(attack)),
                                s.completion(),
                                s.gold(),
                                Map.of("channel", attack, "tone", attack),
                                "teacher:" + attack))
                        .toList());
        run(CONFIG, Complaints.by(s -> s.withCompletion(attack, "x")), attack);
        String page = Files.readString(out.resolve("report.html"));
        assertThat(page).contains("&lt;script&gt;alert(&#39;x&#39;)").doesNotContain("<script");
        assertThat(page).doesNotContain("http://").doesNotContain("https://");
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> run(
                        new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of("chanel"), 30, true),
                        Complaints.by(UnaryOperator.identity()),
                        "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("'chanel'")
                .hasMessageContaining("channel, tone");
        assertThatThrownBy(() -> run(
                        new EvaluateConfig("field:topic", List.of(), 0.05, 0.025, List.of(), 30, true),
                        Complaints.by(UnaryOperator.identity()),
                        "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("has nothing for field:topic");
        test = write(
                "test.jsonl",
                List.of(new Sample(
                        "lonely", "g", null, List.of(Message.user("hi")), null, "{\"a\":1}", Map.of(), null)));
        assertThatThrownBy(() -> run(
                        new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, true),
                        Complaints.by(UnaryOperator.identity()),
                        "a1"))
                .isInstanceOf(DasllmException.class)
                .hasMessageContaining("1 of 1 samples");
        assertThat(out).doesNotExist();
    }

    private Verdict run(EvaluateConfig config, AnswerSource student, String hash) {
        return run(config, Optional.empty(), student, hash);
    }

    private Verdict run(EvaluateConfig config, Optional<DeclaredTask> task, AnswerSource student, String hash) {
        return Evaluation.run(
                config,
                task,
                test,
                train,
                student,
                out,
                Map.of(
                        Evaluation.STUDENT_SHA256,
                        hash,
                        Evaluation.GOLD_ORIGIN,
                        "drawn by a random generator for this test",
                        "java.version",
                        "17"),
                Masks.NONE,
                Progress.SILENT);
    }

    private EvaluationReport report() {
        return Json.read(out.resolve("report.json"), EvaluationReport.class);
    }

    private Path write(String name, List<Sample> samples) {
        SampleFile.write(dir.resolve(name), samples);
        return dir.resolve(name);
    }

    private static Sample withGold(Sample s, @Nullable String gold) {
        return new Sample(s.id(), s.group(), s.split(), s.prompt(), s.completion(), gold, s.attributes(), s.source());
    }

    private static Sample withGroup(Sample s, String group) {
        return new Sample(s.id(), group, s.split(), s.prompt(), s.completion(), s.gold(), s.attributes(), s.source());
    }

    private static Sample plain(Sample s) {
        String label = Json.parse(Objects.requireNonNull(s.gold()), JsonNode.class, "test")
                .get("intent")
                .asText();
        return withGold(s.withCompletion(label, "teacher:demo"), label);
    }

    /** Counts the questions, and dies instead of answering one call. */
    private static final class Counting implements AnswerSource {
        private final AnswerSource source;
        private final int lives;
        private int calls;
        private int asked;

        Counting(AnswerSource source, int lives) {
            this.source = source;
            this.lives = lives;
        }

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
            if (calls++ == lives) {
                throw new IllegalStateException("killed");
            }
            asked += samples.size();
            return source.answer(samples, progress);
        }
    }
}
