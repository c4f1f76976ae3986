package org.dasllm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.dasllm.eval.analysis.EvaluationReport;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Json;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded conversations from the inspection to a verdict: it can be estimated once their last answers are declared to be right. */
final class RecordedVerdictTest {
    private static final List<String> LABELS = List.of("low", "medium", "high");
    private static final int MESSAGES = 150;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    /** Messages of six made-up words each, so that none is near another. */
    private static String message(int number) {
        return new Random(number + 5000L)
                .ints(6, 100_000, 900_000)
                .mapToObj(each -> Integer.toString(each, 26).replaceAll("[0-9]", "q"))
                .collect(Collectors.joining(" "));
    }

    private Path chats() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            lines.add("{\"messages\":[{\"role\":\"user\",\"content\":" + Json.line(message(i))
                    + "},{\"role\":\"assistant\",\"content\":\"" + LABELS.get(i % 3) + "\"}]}");
        }
        return Files.write(folder.resolve("chats.jsonl"), lines);
    }

    private EvaluationReport evaluated(Path file, String gold, String... stages) {
        for (String stage : stages) {
            Outcome done = Outcome.of(stage, file.toString(), "--set", "harvest.recorded.gold=" + gold);
            assertThat(done.exitCode())
                    .as(() -> stage + ": " + done.errors())
                    .isIn(stage.equals("evaluate") ? List.of(0, 4) : List.of(0));
        }
        return EvaluationReport.read(folder.resolve("runs/chats/evaluation/report.json"));
    }

    @Test
    void theLastAnswersAsTheRightOnesMakeTheVerdictOneThatCanBeEstimated() throws IOException {
        Path chats = chats();
        Outcome inspected = Outcome.of("import", "--inspect", chats.toString(), "--gold=answer");
        assertThat(inspected.exitCode()).as("%s", inspected.errors()).isZero();
        assertThat(inspected.out())
                .contains(
                        "right answer: in 150 samples",
                        "harvest: {recorded: {files: [{path: \"" + chats + "\"}], format: messages, gold: answer}}");
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                run: chats
                runs: %s
                gold_origin: the desk's own answers, which its people corrected
                task: {kind: label, labels: [low, medium, high]}
                %s
                curate: {split: {train: 0.6, validation: 0.1, test: 0.3}}
                student: {base: demo/models/student-base, threads: 1, max_new_tokens: 4}
                train: {epochs: 1, lora: {rank: 4, alpha: 8}}
                """.formatted(
                        folder.resolve("runs"), inspected.out().get(8)));

        Verdict verdict = evaluated(file, "answer", "harvest", "curate", "train", "evaluate")
                .verdict();
        List<Sample> test = SampleFile.read(folder.resolve("runs/chats/dataset/test.jsonl"));
        assertThat(test)
                .hasSizeGreaterThan(20)
                .allSatisfy(sample -> assertThat(sample.gold()).isEqualTo(sample.completion()));
        assertThat(verdict.outcome()).isNotEqualTo(Verdict.Outcome.NOT_ESTIMABLE);
        assertThat(verdict.n()).isEqualTo(test.size());
        assertThat(verdict.teacherAccuracy()).as("it is right by definition").isEqualTo(1.0);
        assertThat(verdict.studentAccuracy()).isBetween(0.0, 1.0);

        assertThat(evaluated(file, "none", "harvest", "curate", "evaluate")
                        .verdict()
                        .outcome())
                .as("without that there is nothing to judge by")
                .isEqualTo(Verdict.Outcome.NOT_ESTIMABLE);
    }
}
