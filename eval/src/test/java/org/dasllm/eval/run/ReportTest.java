package org.dasllm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dasllm.eval.against.Area;
import org.dasllm.eval.against.Change;
import org.dasllm.eval.against.ReportDifference;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.Example;
import org.dasllm.eval.analysis.Failure;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.bias.BiasConfig;
import org.dasllm.eval.bias.BiasReport;
import org.dasllm.eval.extraction.Tolerance;
import org.dasllm.eval.failure.FailureReport;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.eval.plan.Procedure;
import org.dasllm.eval.plan.ReportConfig;
import org.dasllm.eval.report.ReportFiles;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

class ReportTest {
    private static final List<String> FILES = List.of("report.json", "report.html", "report.md", "report.pdf");

    private static final ReportConfig FILLED = new ReportConfig(
            "Sorts complaints of a bank’s customers.",
            "No decisions on credit.",
            "Customers of the bank.",
            "Office for complaints",
            "Contract with the customers.",
            "A complaint is sent to the wrong desk.",
            "Clerks see every answer and can change it.",
            "A sample of 200 is judged every month.",
            true);

    @TempDir
    Path dir;

    private Path test = Path.of("");
    private Path train = Path.of("");

    @BeforeEach
    void data() {
        Complaints complaints = new Complaints(7);
        test = dir.resolve("test.jsonl");
        train = dir.resolve("train.jsonl");
        SampleFile.write(
                test,
                complaints.samples("test", 300, 0.06).stream()
                        .map(ReportTest::withMail)
                        .toList());
        SampleFile.write(train, complaints.samples("train", 300, 0.06));
    }

    /** Every question holds an address. */
    private static Sample withMail(Sample s) {
        String text = s.prompt().get(1).content() + " Write to " + s.id() + "@example.org";
        return new Sample(
                s.id(),
                s.group(),
                s.split(),
                List.of(s.prompt().get(0), Message.user(text)),
                s.completion(),
                s.gold(),
                s.attributes(),
                s.source());
    }

    private static EvaluateConfig config(ReportConfig report) {
        return new EvaluateConfig(
                "exact",
                List.of("field:intent"),
                0.05,
                0.025,
                List.of("channel"),
                30,
                true,
                List.of(),
                Procedure.FIXED_SEQUENCE,
                Tolerance.NONE,
                0.05,
                new BiasConfig(List.of("tone"), "field:urgency", List.of("high"), null, null, null, Path.of("panels")),
                report);
    }

    private Verdict run(String out, ReportConfig report, AnswerSource student, String hash) {
        return Evaluation.run(
                config(report),
                Optional.empty(),
                test,
                train,
                student,
                dir.resolve(out),
                Map.of(Evaluation.STUDENT_SHA256, hash, Evaluation.GOLD_ORIGIN, "a random generator"),
                () -> text -> text.replaceAll("\\S+@example\\.org", "[EMAIL_1]"),
                Progress.SILENT);
    }

    private EvaluationReport report(String out) {
        return EvaluationReport.read(dir.resolve(out).resolve("report.json"));
    }

    private String text(String out, String file) {
        try {
            return Files.readString(dir.resolve(out).resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSameInputsGiveTheSameBytesInEveryForm() throws IOException {
        run("a", FILLED, Complaints.student(1, 0.1, 0.02), "a1");
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            run("b", FILLED, Complaints.student(1, 0.1, 0.02), "a1");
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
        for (String file : FILES) {
            assertThat(dir.resolve("b").resolve(file))
                    .hasSameBinaryContentAs(dir.resolve("a").resolve(file));
        }
        // From report.json alone come the same pages.
        Files.createDirectories(dir.resolve("c"));
        ReportFiles.write(dir.resolve("c"), report("a"));
        for (String file : FILES) {
            assertThat(dir.resolve("c").resolve(file))
                    .hasSameBinaryContentAs(dir.resolve("a").resolve(file));
        }
    }

    @Test
    void theWholeReportIsPdfA3ByVeraPdf() throws Exception {
        run("a", ReportConfig.EMPTY, Complaints.student(1, 0.1, 0.02), "a1");
        VeraGreenfieldFoundryProvider.initialise();
        byte[] pdf = Files.readAllBytes(dir.resolve("a").resolve("report.pdf"));
        try (var parser =
                        Foundries.defaultInstance().createParser(new ByteArrayInputStream(pdf), PDFAFlavour.PDFA_3_U);
                var validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFA_3_U, false)) {
            ValidationResult result = validator.validate(parser);
            assertThat(result.getTestAssertions()).isEmpty();
            assertThat(result.isCompliant()).isTrue();
        }
    }

    @Test
    void whatNobodyHasSaidIsVisiblyOpenAndListed() throws IOException {
        run("a", ReportConfig.EMPTY, Complaints.student(1, 0.1, 0.02), "a1");
        JsonNode json =
                Json.mapper().readTree(dir.resolve("a").resolve("report.json").toFile());
        assertThat(json.get("open_fields"))
                .extracting(JsonNode::textValue)
                .containsExactly(
                        "intended_use",
                        "out_of_scope",
                        "affected_people",
                        "owner",
                        "data_rights",
                        "risks",
                        "human_oversight",
                        "monitoring");
        assertThat(text("a", "report.html"))
                .contains("<dd class=\"empty\">Not filled in. <code>evaluate.report.owner</code></dd>")
                .contains("Not ready to be signed");
        assertThat(text("a", "report.md")).contains("**Not filled in.** `evaluate.report.owner`");
    }

    @Test
    void fillingInAsksNothingAgainAndClosesTheReport() {
        run("a", ReportConfig.EMPTY, Complaints.student(1, 0.1, 0.02), "a1");
        AnswerSource silent = Complaints.by(sample -> {
            throw new AssertionError("asked again");
        });
        AnswerSource named = new AnswerSource() {
            @Override
            public String name() {
                return "student-demo";
            }

            @Override
            public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                return silent.answer(samples, progress);
            }
        };
        run("a", FILLED, named, "a1");
        assertThat(report("a").openFields()).isEmpty();
        assertThat(text("a", "report.html"))
                .contains("Sorts complaints of a bank’s customers.")
                .doesNotContain("Not filled in")
                .doesNotContain("Not ready to be signed");
    }

    @Test
    void howRightAnswersWereMadeIsOpenWhereNobodySays() {
        Evaluation.run(
                config(FILLED),
                Optional.empty(),
                test,
                train,
                Complaints.student(1, 0.1, 0.02),
                dir.resolve("a"),
                Map.of(Evaluation.STUDENT_SHA256, "a1", Evaluation.GOLD_ORIGIN, "not stated"),
                Masks.NONE,
                Progress.SILENT);
        assertThat(report("a").openFields()).containsExactly("gold_origin");
        assertThat(text("a", "report.html")).contains("Not filled in. <code>gold_origin</code>");
    }

    @Test
    void personalDataAreMaskedUnlessTheConfigurationSaysNot() {
        run("a", FILLED, Complaints.student(1, 0.1, 0.02), "a1");
        for (String file : List.of("report.json", "report.html", "report.md")) {
            assertThat(text("a", file)).contains("EMAIL").doesNotContain("@example.org");
        }
        ReportConfig open = new ReportConfig(null, null, null, null, null, null, null, null, false);
        run("b", open, Complaints.student(1, 0.1, 0.02), "a1");
        assertThat(text("b", "report.html")).contains("@example.org").contains("Personal data are not masked");
    }

    @Test
    void classesThatAreWholeAnswersAreMaskedToo() {
        List<Sample> answers = new ArrayList<>();
        for (Sample sample : SampleFile.read(test)) {
            answers.add(answered(sample, "Write to " + sample.id() + "@example.org"));
        }
        SampleFile.write(test, answers);
        SampleFile.write(train, answers.subList(0, 0));
        Evaluation.run(
                new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, true),
                Optional.empty(),
                test,
                train,
                Complaints.by(UnaryOperator.identity()),
                dir.resolve("a"),
                Map.of(Evaluation.STUDENT_SHA256, "a1"),
                () -> text -> text.replaceAll("\\S+@example\\.org", "[EMAIL_1]"),
                Progress.SILENT);
        assertThat(text("a", "report.json")).contains("Write to [EMAIL_1]").doesNotContain("@example.org");
        assertThat(text("a", "report.html")).doesNotContain("@example.org");
    }

    /** A label may be a whole answer, and what is taken for what shows both. */
    @Test
    void labelsOfFailuresAreMaskedToo() {
        SampleFile.write(
                test,
                SampleFile.read(test).stream()
                        .map(sample -> answered(sample, "Write to " + sample.id() + "@example.org"))
                        .toList());
        SampleFile.write(train, List.of());
        Evaluation.run(
                new EvaluateConfig("exact", List.of(), 0.05, 0.025, List.of(), 30, true),
                Optional.empty(),
                test,
                train,
                Complaints.by(sample -> answered(sample, "Write to wrong-" + sample.id() + "@example.org")),
                dir.resolve("a"),
                Map.of(Evaluation.STUDENT_SHA256, "a1"),
                () -> text -> text.replaceAll("\\S+@example\\.org", "[EMAIL_1]"),
                Progress.SILENT);
        FailureReport failures = Objects.requireNonNull(report("a").failureGroups());
        assertThat(failures.failures()).isEqualTo(300);
        assertThat(failures.confusions()).hasSize(12).allSatisfy(pair -> {
            assertThat(pair.right()).isEqualTo("Write to [EMAIL_1]");
            assertThat(pair.given()).isEqualTo("Write to [EMAIL_1]");
        });
        for (String file : List.of("report.json", "report.html", "report.md")) {
            assertThat(text("a", file)).doesNotContain("@example.org");
        }
    }

    /** A decision may be a whole answer, and an example shows what each variant got. */
    @Test
    void labelsOfCounterfactualExamplesAreMaskedToo() {
        List<Sample> pairs = new ArrayList<>();
        for (Sample sample : SampleFile.read(test)) {
            int number = pairs.size();
            pairs.add(new Sample(
                    sample.id(),
                    sample.group(),
                    null,
                    sample.prompt(),
                    "Write to " + sample.id() + "@example.org",
                    "Write to " + sample.id() + "@example.org",
                    Map.of("pair", "set " + number / 2, "people", number % 2 == 0 ? "she" : "he"),
                    sample.source()));
        }
        SampleFile.write(test, pairs);
        SampleFile.write(train, List.of());
        Evaluation.run(
                new EvaluateConfig(
                        "exact",
                        List.of(),
                        0.05,
                        0.025,
                        List.of(),
                        30,
                        true,
                        List.of(),
                        Procedure.FIXED_SEQUENCE,
                        Tolerance.NONE,
                        0.05,
                        new BiasConfig(List.of(), "exact", List.of(), "pair", "people", null, Path.of("panels")),
                        FILLED),
                Optional.empty(),
                test,
                train,
                Complaints.by(sample -> sample.withCompletion("Write to wrong-" + sample.id() + "@example.org", "x")),
                dir.resolve("a"),
                Map.of(Evaluation.STUDENT_SHA256, "a1"),
                () -> text -> text.replaceAll("\\S+@example\\.org", "[EMAIL_1]"),
                Progress.SILENT);
        BiasReport bias = Objects.requireNonNull(report("a").bias());
        assertThat(Objects.requireNonNull(bias.counterfactuals()).examples())
                .hasSize(10)
                .allSatisfy(
                        flip -> assertThat(flip.labels()).isEqualTo("he: Write to [EMAIL_1]; she: Write to [EMAIL_1]"));
        for (String file : List.of("report.json", "report.html", "report.md")) {
            assertThat(text("a", file)).doesNotContain("@example.org");
        }
    }

    /** An example is shortened after it is masked: half of an address is not found any more. */
    @Test
    void examplesOfTheContractAreMaskedBeforeTheyAreCut() {
        run(
                "a",
                FILLED,
                Complaints.by(sample -> sample.withCompletion(
                        "{\"note\":\"" + "x".repeat(50) + " " + sample.id() + "-of-a-long-name@example.org\",\""
                                + sample.id() + "@example.org\":1}",
                        "x")),
                "a1");
        var compatibility = Objects.requireNonNull(report("a").compatibility());
        assertThat(compatibility.breaks()).anySatisfy(each -> {
            assertThat(each.field()).isEqualTo("note");
            assertThat(each.examples().get(0).found()).contains("[EMAIL_1]");
        });
        for (String file : List.of("report.json", "report.html", "report.md")) {
            assertThat(text("a", file)).doesNotContain("of-a-long-name", "@example.org");
        }
    }

    private static Sample answered(Sample sample, String text) {
        return new Sample(
                sample.id(), sample.group(), null, sample.prompt(), text, text, sample.attributes(), sample.source());
    }

    @Test
    void theWorstComeFirst() {
        run("a", FILLED, Complaints.student(1, 0.2, 0.02), "a1");
        List<Failure> failures = Objects.requireNonNull(report("a").failures());
        assertThat(failures)
                .hasSize(20)
                .allSatisfy(each -> assertThat(each.missed()).contains("exact"));
        List<Integer> ranks = failures.stream()
                .map(each -> each.kind() == Example.Kind.INVALID ? 0 : each.kind() == Example.Kind.TEACHER_ONLY ? 1 : 2)
                .toList();
        assertThat(ranks).isSorted().contains(0, 1);
        // Among equals those that miss more metrics.
        List<Integer> missed = failures.stream()
                .filter(each -> each.kind() == Example.Kind.TEACHER_ONLY)
                .map(each -> -each.missed().size())
                .toList();
        assertThat(missed).isSorted();
    }

    @Test
    void theFormOfTheAnswersIsComparedWithTheTeachers() {
        run(
                "a",
                FILLED,
                Complaints.by(sample -> sample.withCompletion(
                        Objects.requireNonNull(sample.gold()).replace("\"urgency\":\"high\"", "\"urgency\":null"),
                        "x")),
                "a1");
        var compatibility = Objects.requireNonNull(report("a").compatibility());
        assertThat(compatibility.compatible()).isFalse();
        assertThat(compatibility.breaks().get(0).field()).isEqualTo("urgency");
        assertThat(text("a", "report.html")).contains("nothing is written in another way");
    }

    @Test
    void everySectionStandsInItsPlace() {
        run("a", FILLED, Complaints.student(1, 0.1, 0.02), "a1");
        String page = text("a", "report.md");
        List<Integer> places = Stream.of(
                        "## 1 Intended use and responsibility",
                        "## 2 What was asked",
                        "## 3 Data and lineage",
                        "## 4 Results",
                        "## 5 Slices",
                        "## 6 Groups of people",
                        "## 7 Compatibility",
                        "## 8 Failures worth reading",
                        "## 9 What was not measured",
                        "## 10 Limits of this evidence",
                        "Reproduction",
                        "Where to find what common outlines ask for",
                        "Decision and signatures")
                .map(page::indexOf)
                .toList();
        assertThat(places).doesNotContain(-1).isSorted();
        assertThat(page).contains("claims compliance with no law").contains("not in this report");
    }

    @Test
    void theDifferenceToAnEarlierReportSaysWhatChangedAndWhatDidNot() {
        run("a", ReportConfig.EMPTY, Complaints.student(1, 0.02, 0.0), "a1");
        run("b", FILLED, Complaints.student(2, 0.3, 0.02), "b2");
        ReportDifference difference = ReportDifference.of(report("a"), report("b"));
        assertThat(difference.before()).isEqualTo(Verdict.Outcome.NON_INFERIOR);
        assertThat(difference.after()).isEqualTo(Verdict.Outcome.NOT_SHOWN);
        assertThat(difference.sameQuestions()).isTrue();
        assertThat(difference.samePlan()).isTrue();
        assertThat(difference.changes(Area.SETTINGS)).isEmpty();
        Change student = difference.changes(Area.VERDICT).stream()
                .filter(change -> change.what().equals("Student"))
                .findFirst()
                .orElseThrow();
        double before = Objects.requireNonNull(report("a").verdict().studentAccuracy());
        double after = Objects.requireNonNull(report("b").verdict().studentAccuracy());
        assertThat(student.points()).isEqualTo(100 * (after - before));
        assertThat(difference.changes(Area.DATA))
                .extracting(Change::what)
                .contains("student, SHA-256")
                .doesNotContain("questions, SHA-256");
        assertThat(difference.changes(Area.STATEMENTS))
                .filteredOn(change -> change.what().equals("owner"))
                .containsExactly(new Change(Area.STATEMENTS, "owner", "not filled in", "Office for complaints", null));
        assertThat(difference.changes(Area.GROUPS)).isNotEmpty();
        ReportDifference none = ReportDifference.of(report("a"), report("a"));
        assertThat(none.changes()).isEmpty();
        assertThat(none.earlierSha256()).isEqualTo(none.laterSha256());
    }
}
