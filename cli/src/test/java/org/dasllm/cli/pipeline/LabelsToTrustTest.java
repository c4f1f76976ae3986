package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.eval.analysis.SystemScore;
import org.dasllm.fake.FakeProvider;
import org.dasllm.fake.FakeProviderConfig;
import org.dasllm.format.io.Json;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.LabelEvidence;
import org.dasllm.format.sample.Message;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.format.sample.Split;
import org.dasllm.harvest.agreement.AgreementReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three teachers, of whom one is wrong on every fifth message; people decide what they disagree on; curation and evaluation use it. */
final class LabelsToTrustTest {
    private static final List<String> LABELS = List.of("card", "loan", "fraud");
    private static final int MESSAGES = 120;
    private static final int TRAINED = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final Map<String, Integer> numbers = new HashMap<>();

    /** Messages of six made-up words each, so that none is near another. */
    private String message(int number) {
        Random random = new Random(number + 1000L);
        String text = random.ints(6, 100_000, 900_000)
                .mapToObj(each -> Integer.toString(each, 26).replaceAll("[0-9]", "q"))
                .collect(Collectors.joining(" "));
        numbers.put(text, number);
        return text;
    }

    private static String right(int number) {
        return LABELS.get(number % 3);
    }

    private FakeProvider teacher(IntPredicate wrong) {
        return new FakeProvider(FakeProviderConfig.honest().answering(asked -> {
            int number = Objects.requireNonNull(numbers.get(asked.lastText()));
            return Optional.of(wrong.test(number) ? right(number + 1) : right(number));
        }));
    }

    private Path prompts() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            samples.add(new Sample(
                    "s" + i,
                    "g" + i,
                    i < TRAINED ? "train" : i < TRAINED + 10 ? "validation" : "test",
                    List.of(Message.user(message(i))),
                    null,
                    null,
                    Map.of(),
                    null));
        }
        Path file = folder.resolve("prompts.jsonl");
        SampleFile.write(file, samples);
        return file;
    }

    private Pipeline pipeline(String urls, String labels, String conflicts) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                run: r
                runs: %s
                gold_origin: people, where teachers disagree
                task: {kind: label, labels: [card, loan, fraud]}
                harvest:
                  prompts: [%s]
                  ask: all
                  labels: %s
                  teachers:
                %s
                curate: {conflicts: %s}
                evaluate: {slices: [label_agreement]}
                student: {base: demo/models/student-base}
                """.formatted(
                        folder, folder.resolve("prompts.jsonl"), labels, urls, conflicts));
        return new Pipeline(
                ConfigurationFile.read(file, Map.of(), PipelineConfig.class),
                Progress.SILENT,
                new PrintStream(told, true, StandardCharsets.UTF_8));
    }

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private static String section(String name, FakeProvider provider) {
        return "    " + name + ": {base_url: \"" + provider.url() + "/v1\", model: model-" + name
                + ", max_tokens: 8, prices: {input: 1, output: 2}}";
    }

    @Test
    void whatPeopleDecideIsLearntAndJudgedBy() throws IOException {
        prompts();
        // On every tenth message two of the three are wrong together.
        try (FakeProvider a = teacher(number -> false);
                FakeProvider b = teacher(number -> number % 10 == 0);
                FakeProvider c = teacher(number -> number % 5 == 0)) {
            String teachers = String.join("\n", section("a", a), section("b", b), section("c", c));
            Pipeline first = pipeline(teachers, "{vote: true}", "{}");
            first.explain(List.of("harvest"));
            assertThat(told.toString(StandardCharsets.UTF_8))
                    .contains("a *", "b *", "c *", "together *", "* are asked.")
                    .containsPattern("together \\* +360 ");
            first.run(List.of("harvest"));
            Path harvest = first.folder().harvest();
            assertThat(harvest.resolve("cost.json")).exists();
            assertThat(harvest.resolve("teachers/c/cost.json")).exists();
            AgreementReport agreement = AgreementReport.read(harvest.resolve(AgreementReport.FILE));
            assertThat(agreement.votes()).isEqualTo(new AgreementReport.Votes(96, 24, 0, 0));
            assertThat(agreement.pairs())
                    .extracting(pair -> Math.round(100 * pair.agree()))
                    .containsExactly(90L, 80L, 90L);

            List<String> lines = Files.readAllLines(harvest.resolve("disagreements.csv"));
            assertThat(lines).hasSize(1 + 24);
            List<String> filled = new ArrayList<>(List.of(lines.get(0)));
            for (String line : lines.subList(1, lines.size())) {
                int number = Integer.parseInt(
                        line.substring(line.indexOf(",\"s") + 3, line.indexOf("\",", line.indexOf(",\"s"))));
                filled.add(line.substring(0, line.length() - "\"\",\"\",\"\",\"\"".length()) + "," + right(number)
                        + ",anna,");
            }
            Path reviewed = Files.write(folder.resolve("reviewed.csv"), filled);

            Pipeline second = pipeline(teachers, "{vote: true, reviewed: [" + reviewed + "]}", "{least_share: 0.9}");
            second.run(List.of("harvest", "curate"));
            assertThat(List.of(a, b, c))
                    .allSatisfy(each -> assertThat(each.bill().answers()).isEqualTo(MESSAGES));

            List<Sample> train = SampleFile.read(second.folder().split(Split.TRAIN));
            assertThat(train).hasSize(TRAINED);
            assertThat(train)
                    .allSatisfy(sample -> assertThat(sample.completion())
                            .isEqualTo(right(Integer.parseInt(sample.id().substring(1)))));
            LabelEvidence evidence = Objects.requireNonNull(train.stream()
                    .filter(sample -> sample.id().equals("s10"))
                    .findFirst()
                    .orElseThrow()
                    .evidence());
            assertThat(evidence.annotators()).containsExactly("anna");
            assertThat(evidence.teachers()).isEqualTo(Map.of("b", 1, "c", 1));

            List<Sample> test = SampleFile.read(second.folder().split(Split.TEST));
            Path answers = folder.resolve("answers.jsonl");
            Files.write(
                    answers,
                    test.stream()
                            .map(sample -> Json.line(Map.of(
                                    "id",
                                    sample.id(),
                                    "answer",
                                    right(Integer.parseInt(sample.id().substring(1))))))
                            .toList());
            Path out = folder.resolve("evaluation");
            new RecordedEvaluation(
                            ConfigurationFile.read(folder.resolve("run.yaml"), Map.of(), PipelineConfig.class),
                            null,
                            null)
                    .run(answers, out, Progress.SILENT);
            SystemScore teacher = EvaluationReport.read(out.resolve("report.json"))
                    .metrics()
                    .get(0)
                    .teacher();
            // Of the 50 test messages people decided every fifth, and on every tenth the teachers' vote is wrong.
            assertThat(test).hasSize(50);
            assertThat(test)
                    .extracting(sample -> sample.attributes().get("label_agreement"))
                    .containsOnly("all", "most");
            assertThat(EvaluationReport.read(out.resolve("report.json")).slices())
                    .as("the report has the teachers' doubt as a slice")
                    .anyMatch(slice -> slice.toString().contains("label_agreement"));
            assertThat(teacher.n()).isEqualTo(10);
            assertThat(teacher.right()).isEqualTo(5);

            Pipeline strict = pipeline(teachers, "{vote: true}", "{least_share: 0.9}");
            strict.run(List.of("harvest", "curate"));
            assertThat(SampleFile.read(strict.folder().split(Split.TRAIN)))
                    .as("without people's labels the unsure ones are not learnt")
                    .hasSize(TRAINED - 12);
            assertThat(SampleFile.read(strict.folder().split(Split.TEST))).hasSize(50);
        }
    }
}
