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
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dasllm learning-curve}, {@code next} and {@code cost} on a small run that was trained, and what the report has of them. */
final class ProspectCommandsTest {
    private static final Path MESSAGES = Path.of("demo", "messages");

    private static final List<String> COSTS = List.of(
            "cost.currency=EUR",
            "cost.requests_per_month=[100000, 300000]",
            "cost.hardware_per_month=[200, 400]",
            "cost.people_hours_per_month=[1, 3]",
            "cost.people_per_hour=[100]",
            "cost.requests_per_second=[10]",
            "cost.teacher.tokens.input=[500, 1500]",
            "cost.teacher.tokens.output=[50]",
            "cost.teacher.prices.input=2",
            "cost.teacher.prices.output=20",
            "cost.teacher.prices.currency=EUR",
            "cost.teacher.retires=2027-01-14");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    @BeforeAll
    static void train() {
        Path dataset = folder.resolve("small").resolve("dataset");
        List<Sample> messages = SampleFile.read(MESSAGES.resolve("harvest.jsonl"));
        SampleFile.write(dataset.resolve("train.jsonl"), answered(messages.subList(0, 48)));
        SampleFile.write(dataset.resolve("validation.jsonl"), answered(messages.subList(48, 72)));
        SampleFile.write(
                dataset.resolve("test.jsonl"),
                answered(SampleFile.read(MESSAGES.resolve("test.jsonl")).subList(0, 20)));
        assertThat(run("train", List.of()).exitCode()).isZero();
    }

    private static List<Sample> answered(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.withCompletion(Objects.requireNonNull(sample.gold()), "written:gold"))
                .toList();
    }

    private static Outcome run(String command, List<String> keys, String... more) {
        List<String> line = new ArrayList<>(List.of(command, "configs/demo.yaml"));
        Stream.concat(
                        Stream.of(
                                "runs=" + folder,
                                "run=small",
                                "train.epochs=1",
                                "train.distillation=null",
                                "train.lora.rank=4",
                                "evaluate.margin=0.99",
                                "evaluate.slices=[]"),
                        keys.stream())
                .forEach(key -> line.addAll(List.of("--set", key)));
        line.addAll(List.of(more));
        return Outcome.of(line.toArray(String[]::new));
    }

    private static JsonNode json(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.errors().toString()).isZero();
        return Json.parse(String.join("\n", outcome.out()), JsonNode.class, "the output");
    }

    /** A thousand requests of 500 to 1,500 tokens at 2 and 50 at 20 for a million: 2 to 4; one machine and 1 to 3 hours: 300 to 700. */
    @Test
    void costsAreThoseByHand() {
        JsonNode cost = json(run("cost", COSTS, "--json"));
        assertThat(cost.at("/teacherPerThousand/low").asDouble()).isEqualTo(2.0);
        assertThat(cost.at("/teacherPerThousand/high").asDouble()).isEqualTo(4.0);
        assertThat(cost.at("/ownedPerMonth/low").asDouble()).isEqualTo(300.0);
        assertThat(cost.at("/ownedPerMonth/high").asDouble()).isEqualTo(700.0);
        assertThat(cost.at("/breakEven/most").asDouble()).isEqualTo(350_000.0);
        assertThat(cost.at("/inputs/retires").asText()).isEqualTo("2027-01-14");
        assertThat(cost.at("/inputs/missing").toString())
                .contains("cost.power_watts")
                .contains("cost.people_hours_once");
    }

    @Test
    void costsAreSaidInWords() {
        Outcome outcome = run("cost", COSTS);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .anyMatch(line -> line.startsWith("break-even, requests a month") && line.endsWith("350,000"))
                .anyMatch(line -> line.contains("teacher ends on 2027-01-14"))
                .anyMatch(line -> line.startsWith("Missing: "));
    }

    @Test
    void withoutTokensTheStudentsTokenizerCounts() {
        List<String> keys =
                COSTS.stream().filter(key -> !key.contains("tokens")).toList();
        JsonNode cost = json(run("cost", keys, "--json"));
        assertThat(cost.at("/inputs/teacher/basis").asText()).contains("tokenizer on 92 samples");
        assertThat(cost.at("/inputs/teacher/tokens/0/perRequest/expected").asDouble())
                .isBetween(5.0, 500.0);
    }

    @Test
    void withoutASectionItSaysSo() {
        Outcome outcome = run("cost", List.of());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains("has no section cost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cost.requests_per_month=[3, 2] | requests_per_month",
                "cost.requests_per_second=[0] | requests_per_second",
                "cost.peak_factor=[0.5] | peak_factor",
                "cost.hardware_per_hour=[1] | hardware_per_hour",
                "cost.teacher.retires=soon | retires"
            })
    void aRangeThatCannotBeIsRefused(String key, String named) {
        List<String> keys = new ArrayList<>(COSTS);
        keys.add(key);
        Outcome outcome = run("cost", keys);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.error()).contains(named);
    }

    @Test
    void aCurveIsMeasuredOnceAndTheReportHasAllThree() throws IOException {
        Outcome first = run("learning-curve", List.of(), "--epochs", "1");
        assertThat(first.exitCode()).as(first.errors().toString()).isZero();
        assertThat(first.out()).anyMatch(line -> line.trim().startsWith("48 labels"));
        JsonNode again = json(run("learning-curve", List.of(), "--epochs", "1", "--json"));
        assertThat(again.at("/points")).hasSize(4);
        assertThat(again.at("/points/0/labels").asInt()).isEqualTo(6);
        assertThat(again.at("/questions").asInt()).isEqualTo(24);
        assertThat(again.at("/against").asText()).isEqualTo("GOLD");
        assertThat(folder.resolve("small/learning-curve/students")).isDirectoryContaining("glob:**.json");
        try (Stream<Path> left = Files.list(folder.resolve("small/learning-curve"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .as("adapters and checkpoints are gone")
                    .containsExactlyInAnyOrder("curve.json", "students");
        }

        List<String> measured = COSTS.stream()
                .filter(key -> !key.startsWith("cost.requests_per_second"))
                .toList();
        // Forty-eight messages teach a student too little for a verdict that passes; the report is written all the
        // same.
        assertThat(run("evaluate", measured).exitCode()).isEqualTo(4);
        JsonNode report = Json.readTree(folder.resolve("small/evaluation/report.json"));
        assertThat(report.at("/learningCurve/points")).hasSize(4);
        assertThat(report.at("/cost/teacherPerThousand/low").asDouble()).isEqualTo(2.0);
        assertThat(report.at("/cost/inputs/owned/basis/0").asText()).contains("20 in the evaluation");
        assertThat(report.at("/failureGroups/questions").asInt()).isEqualTo(20);
        assertThat(Files.readString(folder.resolve("small/evaluation/report.html")))
                .contains("Teacher and owned student, in EUR")
                .contains("What more labels would bring")
                .contains("Where the student fails");
        assertThat(run("evaluate", measured).out()).contains("evaluate  up to date, not run again");
    }

    @Test
    void thePromptsToHarvestNextAreNotThoseOfTheRun() throws IOException {
        Path out = folder.resolve("next.jsonl");
        Path pool = folder.resolve("pool.jsonl");
        List<Sample> prompts =
                SampleFile.read(MESSAGES.resolve("harvest.jsonl")).subList(40, 140);
        SampleFile.write(pool, prompts);
        JsonNode chosen = json(
                run("next", List.of(), "--pool", pool.toString(), "--out", out.toString(), "--count", "10", "--json"));
        assertThat(chosen.at("/judged").asInt()).isEqualTo(24);
        assertThat(chosen.at("/known").asInt())
                .as("those of train and validation")
                .isGreaterThanOrEqualTo(32);
        List<Sample> next = SampleFile.read(out);
        assertThat(next).hasSize(10).allMatch(sample -> sample.completion() == null);
        assertThat(prompts.subList(32, 100)).containsAll(next);
        assertThat(Files.readAllLines(folder.resolve("next.csv")))
                .hasSize(11)
                .first()
                .isEqualTo("id,score,failures_near,doubt,nearest_failure");
    }
}
