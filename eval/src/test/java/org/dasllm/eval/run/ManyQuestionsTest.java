package org.dasllm.eval.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dasllm.eval.analysis.Masks;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.format.evaluation.Verdict;
import org.dasllm.format.progress.Progress;
import org.dasllm.format.sample.SampleFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An evaluation of as many questions as {@code -Ddasllm.questions=100000} says, from files to page; with {@code -Ddasllm.keep=FOLDER} its
 * files stay for {@code tools/reference/recompute_report.py}. It prints what docs/measurements.md says.
 */
class ManyQuestionsTest {
    private static final int QUESTIONS = Integer.getInteger("dasllm.questions", 1000);

    @TempDir
    Path temporary;

    @Test
    void everyQuestionIsCounted() throws Exception {
        String kept = System.getProperty("dasllm.keep");
        Path dir = kept == null ? temporary : Path.of(kept);
        Files.createDirectories(dir);
        Complaints complaints = new Complaints(7);
        Path test = dir.resolve("test.jsonl");
        Path train = dir.resolve("train.jsonl");
        SampleFile.write(test, complaints.samples("test", QUESTIONS, 0.06));
        SampleFile.write(train, complaints.samples("train", 2000, 0.06));
        EvaluateConfig config = new EvaluateConfig(
                "field:intent", List.of("exact", "field_f1"), 0.05, 0.025, List.of("channel", "tone"), 30, true);
        long begin = System.nanoTime();
        Verdict verdict = Evaluation.run(
                config,
                Optional.empty(),
                test,
                train,
                Complaints.student(1, 0.05, 0.01),
                dir.resolve("evaluation"),
                Map.of(Evaluation.STUDENT_SHA256, "a1"),
                Masks.NONE,
                Progress.SILENT);
        System.out.printf(
                "%d questions evaluated and reported in %.1f s%n", QUESTIONS, (System.nanoTime() - begin) / 1e9);
        assertThat(verdict.n()).isEqualTo(QUESTIONS);
        assertThat(dir.resolve("evaluation").resolve("report.html")).exists();
    }
}
