package org.dasllm.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.dasllm.cli.config.ConfigurationFile;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.run.AnswerSource;
import org.dasllm.eval.run.Evaluation;
import org.dasllm.eval.run.GivenAnswer;
import org.dasllm.format.adapter.AdapterConfig;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.Sample;
import org.dasllm.format.sample.SampleFile;
import org.dasllm.tensor.Device;
import org.dasllm.trainer.FineTuning;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdict says no to a student that learnt nothing true: same base, same recipe, labels dealt out at random. */
final class ShuffledLabelsTest {
    private static final Path MESSAGES = Path.of("demo", "messages");
    private static final int TRAINING = 400;
    private static final int QUESTIONS = 240;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path folder;

    private final PipelineConfig config = ConfigurationFile.read(
            Path.of("configs", "demo.yaml"),
            Map.of(
                    "train.epochs", "4",
                    "train.lora.alpha", "64",
                    "train.distillation", "null",
                    "train.optimizer.learning_rate", "0.002",
                    "train.batch.samples_per_step", "8"),
            PipelineConfig.class);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path train;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path test;

    @BeforeEach
    void writeTheSplits() {
        train = folder.resolve("train.jsonl");
        SampleFile.write(train, shuffled(every(SampleFile.read(MESSAGES.resolve("harvest.jsonl")), TRAINING)));
        test = folder.resolve("test.jsonl");
        SampleFile.write(
                test,
                every(SampleFile.read(MESSAGES.resolve("test.jsonl")), QUESTIONS).stream()
                        .map(sample -> sample.withCompletion(gold(sample), "written:gold"))
                        .toList());
    }

    @Test
    void aStudentThatLearntShuffledLabelsFailsTheVerdict() {
        Path training = folder.resolve("training");
        Path adapter = training.resolve("adapter");
        StudentConfig student = config.student();
        try (Device device = student.open()) {
            FineTuning.run(
                    config.train(),
                    device,
                    student.base(),
                    List.of(train),
                    Optional.empty(),
                    training,
                    Progress.SILENT);
            try (StudentAnswers answers = StudentAnswers.load(device, student, adapter, false)) {
                Verdict verdict = judge(answers, Sha256.ofFile(adapter.resolve(AdapterConfig.WEIGHTS_FILE)));
                assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.NOT_SHOWN);
                assertThat(verdict.passed()).isFalse();
                assertThat(verdict.n()).isEqualTo(QUESTIONS);
                assertThat(verdict.teacherAccuracy()).isEqualTo(1.0);
                assertThat(verdict.studentAccuracy())
                        .as("it has learnt to name an intent, and no more than that: a guess among twelve")
                        .isBetween(0.02, 0.3);
            }
        }
        assertThat(folder.resolve("evaluation").resolve("report.html")).exists();
    }

    /** So that the test above cannot pass because nothing could. */
    @Test
    void aStudentThatAnswersRightPassesTheSameEvaluation() {
        Map<String, String> gold = new LinkedHashMap<>();
        SampleFile.read(test).forEach(sample -> gold.put(sample.id(), gold(sample)));
        AnswerSource knowing = new AnswerSource() {
            @Override
            public String name() {
                return "student";
            }

            @Override
            public List<GivenAnswer> answer(List<Sample> samples, Progress progress) {
                return samples.stream()
                        .map(sample -> GivenAnswer.of(gold.getOrDefault(sample.id(), "")))
                        .toList();
            }
        };
        assertThat(judge(knowing, Sha256.ofString("knowing")).outcome()).isEqualTo(Verdict.Outcome.NON_INFERIOR);
    }

    private Verdict judge(AnswerSource student, String hash) {
        return Evaluation.run(
                config.evaluate(),
                Optional.empty(),
                test,
                train,
                student,
                folder.resolve("evaluation"),
                Map.of(Evaluation.STUDENT_SHA256, hash),
                Masks.NONE,
                Progress.SILENT);
    }

    /** So many, evenly from the whole list. */
    private static List<Sample> every(List<Sample> all, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /** The same messages and the same labels, but not each with its own. */
    private static List<Sample> shuffled(List<Sample> samples) {
        List<String> labels =
                new ArrayList<>(samples.stream().map(ShuffledLabelsTest::gold).toList());
        Collections.shuffle(labels, new Random(1));
        return IntStream.range(0, samples.size())
                .mapToObj(i -> samples.get(i).withCompletion(labels.get(i), "shuffled:gold"))
                .toList();
    }

    private static String gold(Sample sample) {
        return Objects.requireNonNull(sample.gold(), "the demo's messages have right answers");
    }
}
