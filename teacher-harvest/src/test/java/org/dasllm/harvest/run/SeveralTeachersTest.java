package org.dasllm.harvest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.fake.exchange.Asked;
import org.dasllm.format.config.ConfigBinder;
import org.dasllm.format.config.ConfigSource;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.task.Task;
import org.dasllm.harvest.agreement.AgreementReport;
import org.dasllm.harvest.config.HarvestConfig;
import org.dasllm.harvest.fixture.Teachers;
import org.dasllm.harvest.label.AnswerCheck;
import org.dasllm.harvest.label.LabelRules;
import org.dasllm.harvest.ledger.CostReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several answers to each prompt, of several teachers, of one, or of one that is asked again. */
final class SeveralTeachersTest {
    private static final List<String> LABELS = List.of("card", "loan", "fraud");
    private static final int PROMPTS = 40;

    private final List<String> told = new ArrayList<>();
    private String work = "work";

    @TempDir
    Path dir;

    /** One of three labels, as the last word of the message says. */
    private static final LaterStages LATER = new LaterStages() {
        @Override
        public Optional<String> refusal(Sample sample) {
            return Optional.empty();
        }

        @Override
        public Optional<Task> task() {
            return Optional.of(Task.ofLabels(LABELS));
        }

        @Override
        public Optional<AnswerCheck> check(String answer) {
            return Optional.of(
                    LABELS.contains(answer)
                            ? new AnswerCheck(Optional.empty(), answer, Map.of())
                            : new AnswerCheck(Optional.of("it is none of the labels"), "", Map.of()));
        }
    };

    private static int number(Asked asked) {
        String first = asked.turns().stream()
                .filter(turn -> turn.role().equals("user"))
                .findFirst()
                .orElseThrow()
                .text();
        return Integer.parseInt(first.substring(first.lastIndexOf(' ') + 1));
    }

    private static String right(int number) {
        return LABELS.get(number % 3);
    }

    private static String wrong(int number) {
        return LABELS.get((number + 1) % 3);
    }

    private static FakeProvider provider(Function<Asked, String> answer) {
        return new FakeProvider(FakeProviderConfig.honest().answering(asked -> Optional.of(answer.apply(asked))));
    }

    /** Right, and wrong on every fifth prompt. */
    private static String oftenRight(Asked asked) {
        return number(asked) % 5 == 0 ? wrong(number(asked)) : right(number(asked));
    }

    private Path prompts(String... texts) {
        List<Sample> samples = new ArrayList<>();
        for (String text : texts) {
            samples.add(new Sample(
                    "s" + samples.size(),
                    "g" + samples.size(),
                    null,
                    List.of(Message.user(text)),
                    null,
                    null,
                    Map.of(),
                    null));
        }
        Path file = dir.resolve("prompts.jsonl");
        SampleFile.write(file, samples);
        return file;
    }

    private Path prompts() {
        return prompts(Stream.iterate(0, i -> i + 1)
                .limit(PROMPTS)
                .map(i -> "message " + i)
                .toArray(String[]::new));
    }

    private static String teacher(FakeProvider provider, String model) {
        return Teachers.fake(provider.url() + "/v1").with("model", model).json();
    }

    private static HarvestConfig config(String more, String... teachers) {
        StringBuilder named = new StringBuilder();
        for (int i = 0; i < teachers.length; i++) {
            named.append(i == 0 ? "" : ",")
                    .append("\"")
                    .append((char) ('a' + i))
                    .append("\":")
                    .append(teachers[i]);
        }
        return ConfigBinder.bind(
                ConfigSource.json("{\"teachers\": {" + named + "}, " + more + "}", "the test"), HarvestConfig.class);
    }

    private HarvestSummary run(HarvestConfig config, Path prompts) {
        Progress progress = new Progress() {
            @Override
            public void start(String title, long total, String unit) {}

            @Override
            public void update(long done, String note) {}

            @Override
            public void finish() {}

            @Override
            public void line(String text) {
                told.add(text);
            }
        };
        return Harvest.run(
                config,
                List.of(prompts),
                dir.resolve(work),
                dir.resolve("samples.jsonl"),
                LATER,
                HarvestMode.USUAL,
                progress);
    }

    private List<Sample> samples() {
        return SampleFile.read(dir.resolve("samples.jsonl"));
    }

    private AgreementReport agreement() {
        return AgreementReport.read(dir.resolve("work").resolve(AgreementReport.FILE));
    }

    private static LabelEvidence evidence(Sample sample) {
        return Objects.requireNonNull(sample.evidence());
    }

    @Test
    void threeTeachersVoteAndWhoSaidWhatIsKept() throws IOException {
        try (FakeProvider a = provider(asked -> right(number(asked)));
                FakeProvider b = provider(asked -> right(number(asked)));
                FakeProvider c = provider(SeveralTeachersTest::oftenRight)) {
            HarvestConfig config = config(
                    "\"ask\": \"all\", \"labels\": {\"vote\": true}",
                    teacher(a, "model-a"),
                    teacher(b, "model-b"),
                    teacher(c, "model-c"));
            Path prompts = prompts();
            HarvestSummary summary = run(config, prompts);

            assertThat(summary.samples()).isEqualTo(PROMPTS);
            assertThat(summary.asked()).isEqualTo(3 * PROMPTS);
            assertThat(List.of(a, b, c))
                    .allSatisfy(each -> assertThat(each.bill().answers()).isEqualTo(PROMPTS));
            for (Sample sample : samples()) {
                int number = Integer.parseInt(sample.id().substring(1));
                assertThat(sample.completion()).isEqualTo(right(number));
                assertThat(sample.source()).isEqualTo("teacher:model-a");
                boolean disputed = number % 5 == 0;
                assertThat(evidence(sample).answers()).isEqualTo(3);
                assertThat(evidence(sample).agreeing()).isEqualTo(disputed ? 2 : 3);
                assertThat(evidence(sample).share().orElseThrow()).isCloseTo(disputed ? 2 / 3.0 : 1, within(1e-12));
                assertThat(sample.attributes()).containsEntry("label_agreement", disputed ? "most" : "all");
                assertThat(evidence(sample).teachers())
                        .isEqualTo(disputed ? Map.of("a", 1, "b", 1) : Map.of("a", 1, "b", 1, "c", 1));
            }
            AgreementReport report = agreement();
            assertThat(report.votes()).isEqualTo(new AgreementReport.Votes(32, 8, 0, 0));
            assertThat(report.teachers())
                    .extracting(AgreementReport.OfTeacher::withMost)
                    .containsExactly(40L, 40L, 32L);
            assertThat(report.pairs())
                    .extracting(pair -> pair.first() + pair.second() + " " + pair.agree())
                    .containsExactly("ab 1.0", "ac 0.8", "bc 0.8");
            assertThat(report.pairs().get(1).kappa()).isBetween(0.69, 0.71);
            assertThat(told)
                    .anyMatch(line -> line.matches("a and c agree on 80\\.0 % of 40 prompts; Cohen's kappa 0\\.70.*"));
            String table = Files.readString(dir.resolve("work/disagreements.csv"));
            assertThat(table.lines()).hasSize(1 + 8);
            assertThat(table).contains("\"card\",\"a, b\",\"loan\",\"c\"", "\"0.667\"");

            assertThat(run(config, prompts).asked())
                    .as("nothing is asked twice")
                    .isZero();
            HarvestConfig other = config(
                    "\"ask\": [\"c\", \"a\"]", teacher(a, "model-a"), teacher(b, "model-b"), teacher(c, "model-c"));
            HarvestSummary separate = run(other, prompts);
            assertThat(separate.asked()).as("whoever is asked first").isZero();
            assertThat(separate.samples()).isEqualTo(2 * PROMPTS);
            assertThat(samples()).extracting(Sample::id).startsWith("s0", "s0@a", "s1", "s1@a");
            assertThat(samples()).extracting(Sample::source).startsWith("teacher:model-c", "teacher:model-a");
            assertThat(config("\"ask\": \"c\"", teacher(a, "model-a"), teacher(b, "model-b"), teacher(c, "model-c"))
                            .chosen()
                            .teacher())
                    .isNotNull();
            assertThat(c.bill().answers()).isEqualTo(PROMPTS);
        }
    }

    @Test
    void peopleDecideAndContradictionsComeBack() throws IOException {
        try (FakeProvider a = provider(asked -> right(number(asked)));
                FakeProvider b = provider(SeveralTeachersTest::oftenRight)) {
            String[] teachers = {teacher(a, "model-a"), teacher(b, "model-b")};
            Path prompts = prompts();
            HarvestSummary first = run(config("\"ask\": \"all\", \"labels\": {\"vote\": true}", teachers), prompts);
            assertThat(first.samples()).as("ties are no labels").isEqualTo(PROMPTS - 8);
            assertThat(first.dropped()).containsValue(8);

            List<String> lines =
                    Files.readAllLines(dir.resolve("work/disagreements.csv")).subList(1, 9);
            String header =
                    Files.readAllLines(dir.resolve("work/disagreements.csv")).get(0);
            Path anna = filled("anna.csv", header, lines, line -> "1,,anna,");
            // Ben says otherwise on the first, and Carla agrees with him on it.
            Path ben = filled("ben.csv", header, lines.subList(0, 2), line -> line == 0 ? ",fraud,ben," : "1,,ben,");
            Path carla = filled("carla.csv", header, lines.subList(0, 1), line -> ",fraud,carla,");

            HarvestSummary second = run(reviewed(teachers, anna, ben), prompts);
            assertThat(second.asked()).isZero();
            assertThat(second.samples()).as("on one they contradict each other").isEqualTo(PROMPTS - 1);
            AgreementReport.OfPeople people = Objects.requireNonNull(agreement().people());
            assertThat(people.annotators()).containsExactly("anna", "ben");
            assertThat(people.prompts()).isEqualTo(7);
            assertThat(people.conflicts()).isEqualTo(1);
            assertThat(people.rated()).isEqualTo(2);
            String again = Files.readString(dir.resolve("work/disagreements.csv"));
            assertThat(again.lines()).hasSize(2);
            assertThat(again).contains("anna: card; ben: fraud");

            run(reviewed(teachers, anna, ben, carla), prompts);
            Sample decided = samples().get(0);
            assertThat(decided.id()).isEqualTo("s0");
            assertThat(decided.gold()).isEqualTo("fraud");
            assertThat(decided.completion())
                    .as("the first teacher's stays beside it")
                    .isEqualTo("card");
            assertThat(evidence(decided).annotators()).containsExactly("ben", "carla");
            assertThat(evidence(decided).tied()).isTrue();
            assertThat(samples()).filteredOn(sample -> sample.gold() != null).hasSize(8);
            assertThat(Files.readAllLines(dir.resolve("work/disagreements.csv")))
                    .hasSize(1);

            Path twice = filled("twice.csv", header, lines.subList(0, 1), line -> ",loan,anna,");
            assertThatThrownBy(() -> run(reviewed(teachers, anna, twice), prompts))
                    .hasMessageContaining("twice.csv:2: anna gave this prompt another label in")
                    .hasMessageContaining("anna.csv:2");
            Path unknown = filled("unknown.csv", header, lines.subList(0, 1), line -> ",boat,anna,");
            assertThatThrownBy(() -> run(reviewed(teachers, unknown), prompts))
                    .hasMessageContaining("unknown.csv:2: the label 'boat' is not allowed: it is none of the labels");
        }
    }

    private HarvestConfig reviewed(String[] teachers, Path... files) {
        String named = Stream.of(files)
                .map(file -> '"' + file.toString() + '"')
                .toList()
                .toString();
        return config("\"ask\": \"all\", \"labels\": {\"vote\": true, \"reviewed\": " + named + "}", teachers);
    }

    private interface Filling {
        String of(int line);
    }

    private Path filled(String name, String header, List<String> lines, Filling filling) throws IOException {
        List<String> text = new ArrayList<>(List.of(header));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            text.add(line.substring(0, line.length() - "\"\",\"\",\"\",\"\"".length()) + filling.of(i));
        }
        return Files.write(dir.resolve(name), text);
    }

    @Test
    void aTeacherWhoseBudgetIsUsedUpDoesNotStopTheOthers() {
        try (FakeProvider a = provider(asked -> right(number(asked)));
                FakeProvider b = provider(asked -> right(number(asked)))) {
            String poor = Teachers.fake(a.url() + "/v1")
                    .with("model", "model-a")
                    .with("budget_tokens", 200)
                    .json();
            HarvestConfig config = config("\"ask\": \"all\"", poor, teacher(b, "model-b"));
            assertThatThrownBy(() -> run(config, prompts()))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("The budget of ");
            assertThat(a.bill().answers()).isPositive().isLessThan(PROMPTS);
            assertThat(b.bill().answers()).as("its own budget is another").isEqualTo(PROMPTS);
            assertThat(told).anyMatch(line -> line.startsWith("The teacher 'a' ended early: "));
        }
    }

    @Test
    void oneTeacherVotesWithItself() {
        try (FakeProvider a = provider(asked -> right(number(asked)))) {
            String several = Teachers.fake(a.url() + "/v1")
                    .with("samples_per_prompt", 3)
                    .with("temperature", 1)
                    .json();
            run(config("\"ask\": \"a\", \"labels\": {\"vote\": true}", several), prompts("message 0", "message 2"));
            assertThat(samples()).extracting(Sample::id).containsExactly("s0", "s1");
            assertThat(samples())
                    .allSatisfy(sample -> assertThat(evidence(sample).answers()).isEqualTo(3));
            assertThat(a.bill().answers()).isEqualTo(6);
        }
    }

    @Test
    void anAnswerThatIsNoLabelIsAskedForOnceMoreAndBothArePaid() throws IOException {
        List<List<Asked.Turn>> seconds = new ArrayList<>();
        try (FakeProvider a = provider(asked -> {
            if (asked.turns().size() > 1) {
                synchronized (seconds) {
                    seconds.add(asked.turns());
                }
                // Of the wrong ones every second stays wrong.
                return number(asked) % 8 == 0 ? "still wrong" : right(number(asked));
            }
            return number(asked) % 4 == 0 ? "It is " + right(number(asked)) + "." : right(number(asked));
        })) {
            Path prompts = prompts();
            HarvestConfig plain = config("\"max_failed_share\": 0", teacher(a, "model-a"));
            assertThat(run(plain, prompts).asked()).as("off by default").isEqualTo(PROMPTS);
            assertThat(samples().get(0).completion()).isEqualTo("It is card.");

            HarvestConfig repairing = config("\"labels\": {\"repair\": true}", teacher(a, "model-a"));
            HarvestSummary summary = run(repairing, prompts);
            assertThat(summary.asked()).as("only what cannot be used").isEqualTo(10);
            assertThat(a.bill().answers()).isEqualTo(PROMPTS + 10);
            assertThat(summary.promptTokens() + summary.completionTokens())
                    .as("the tokens that labels rest on, first and second requests")
                    .isLessThan(a.bill().counts().input() + a.bill().counts().output())
                    .isPositive();
            assertThat(seconds).hasSize(10);
            List<Asked.Turn> second = seconds.stream()
                    .filter(turns -> turns.get(0).text().equals("message 4"))
                    .findFirst()
                    .orElseThrow();
            assertThat(second).extracting(Asked.Turn::role).containsExactly("user", "assistant", "user");
            assertThat(second.get(1).text()).isEqualTo("It is loan.");
            assertThat(second.get(2).text()).contains("it is none of the labels");
            for (Sample sample : samples()) {
                int number = Integer.parseInt(sample.id().substring(1));
                assertThat(sample.prompt())
                        .as("the student never sees the repair")
                        .hasSize(1);
                boolean repaired = number % 4 == 0 && number % 8 != 0;
                assertThat(sample.evidence() != null && sample.evidence().repaired())
                        .isEqualTo(repaired);
                assertThat(LABELS.contains(String.valueOf(sample.completion()))).isEqualTo(number % 8 != 0);
            }
            assertThat(told).contains("10 answers could not be used and were asked for once more; 5 can be used now");
            assertThat(run(repairing, prompts).asked()).isZero();

            String poor = Teachers.fake(a.url() + "/v1")
                    .with("model", "model-x")
                    .with("budget_tokens", 400)
                    .json();
            long before = a.bill().answers();
            work = "poor";
            assertThatThrownBy(() -> run(config("\"labels\": {\"repair\": true}", poor), prompts))
                    .hasMessageContaining("The budget of ");
            assertThat(a.bill().answers() - before)
                    .as("the budget holds for second requests too")
                    .isEqualTo(PROMPTS);
        }
    }

    @Test
    void whatIsAskedOnceMoreBesideBatchesCostsWhatTheVendorBillsForIt() throws IOException {
        try (FakeProvider a = provider(asked -> asked.turns().size() == 1 && number(asked) % 4 == 0
                ? "It is " + right(number(asked)) + "."
                : right(number(asked)))) {
            Teachers batches = Teachers.fake(a.url() + "/v1")
                    .with("model", "model-a")
                    .with("batch", Map.of("poll_seconds", 0.02))
                    .with(
                            "prices",
                            Map.of("input", 2.5, "cached_input", 1.25, "output", 10, "batch", Map.of("share", 0.5)));
            assertThat(run(config("\"labels\": {\"repair\": true}", batches.json()), prompts())
                            .asked())
                    .isEqualTo(PROMPTS + 10);
            assertThat(told).contains("10 answers could not be used and were asked for once more; 10 can be used now");
            CostReport report =
                    CostReport.of(batches.config(), dir.resolve("work").resolve(Harvest.JOURNAL));
            assertThat(new BigDecimal(report.spent().money()))
                    .as("batches at half the price, and the second requests, which are sent alone, at the whole")
                    .isEqualByComparingTo(a.bill().money());
        }
    }

    @Test
    void twoServersOfOneModelOnThisMachineAreRefused() {
        try (FakeProvider a = new FakeProvider(FakeProviderConfig.honest());
                FakeProvider b = new FakeProvider(FakeProviderConfig.honest())) {
            HarvestConfig config = config("\"ask\": \"all\"", teacher(a, "one-model"), teacher(b, "one-model"));
            assertThatThrownBy(() -> run(config, prompts()))
                    .isInstanceOf(DasllmException.class)
                    .hasMessageContaining("one-model")
                    .hasMessageContaining("ports of this machine");
            assertThat(a.bill().answers() + b.bill().answers()).isZero();
        }
    }

    @Test
    void thePeoplesTableIsMaskedAsThePromptIs() throws IOException {
        Task anything = Task.ofLabels(List.of());
        LaterStages later = new LaterStages() {
            @Override
            public Optional<String> refusal(Sample sample) {
                return Optional.empty();
            }

            @Override
            public Optional<Task> task() {
                return Optional.of(anything);
            }

            @Override
            public Optional<AnswerCheck> check(String answer) {
                return Optional.of(new AnswerCheck(Optional.empty(), answer, Map.of()));
            }
        };
        try (FakeProvider a = provider(asked -> "[EMAIL_1]");
                FakeProvider b = provider(asked -> "none")) {
            String[] teachers = {teacher(a, "model-a"), teacher(b, "model-b")};
            Path prompts = prompts("write to anna@x.org 0");
            Harvest.run(
                    config("\"ask\": \"all\", \"masking\": {}", teachers),
                    List.of(prompts),
                    dir.resolve("work"),
                    dir.resolve("samples.jsonl"),
                    later,
                    HarvestMode.USUAL,
                    Progress.SILENT);
            assertThat(samples()).extracting(Sample::completion).containsExactly("anna@x.org", "none");
            String table = Files.readString(dir.resolve("work/disagreements.csv"));
            assertThat(table)
                    .contains("write to [EMAIL_1] 0", "\"[EMAIL_1]\",\"a\"")
                    .doesNotContain("anna");
            List<String> lines = Files.readAllLines(dir.resolve("work/disagreements.csv"));
            Path filled = filled("filled.csv", lines.get(0), lines.subList(1, 2), line -> "1,,ben,");
            Harvest.run(
                    config(
                            "\"ask\": \"all\", \"masking\": {}, \"labels\": {\"reviewed\": [\"" + filled + "\"]}",
                            teachers),
                    List.of(prompts),
                    dir.resolve("work"),
                    dir.resolve("samples.jsonl"),
                    later,
                    HarvestMode.USUAL,
                    Progress.SILENT);
            assertThat(samples()).extracting(Sample::gold).containsExactly("anna@x.org", "anna@x.org");
        }
    }

    @Test
    void whatCannotBeVotedOnIsRefusedByName() {
        String one = Teachers.fake("http://127.0.0.1:1/v1").json();
        assertThatThrownBy(() -> config("\"labels\": {\"vote\": true}", one))
                .hasMessageContaining("labels.vote")
                .hasMessageContaining("needs several answers to a prompt");
        assertThatThrownBy(() -> config("\"ask\": [\"a\", \"a\"]", one)).hasMessageContaining("each once, or all");
        assertThatThrownBy(() -> config("\"ask\": [\"z\"]", one)).hasMessageContaining("is the name of one of");
        HarvestConfig voting = config("\"ask\": \"all\", \"labels\": {\"vote\": true}", one, one);
        assertThatThrownBy(() -> LabelRules.require(voting.labelling(), Optional.of(Task.ofText())))
                .hasMessageContaining("harvest.labels.vote needs answers that can be compared")
                .hasMessageContaining("free text");
        assertThatThrownBy(() -> LabelRules.require(voting.labelling(), Optional.empty()))
                .hasMessageContaining("no task");
    }
}
