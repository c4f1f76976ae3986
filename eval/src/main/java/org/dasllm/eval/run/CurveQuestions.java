package org.dasllm.eval.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.eval.analysis.GradingBasis;
import org.dasllm.eval.curve.LearningCurve;
import org.dasllm.eval.failure.JudgedQuestion;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.metric.Metric;
import org.dasllm.eval.plan.EvaluateConfig;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;

/**
 * The questions that all students of a learning curve are asked, and what is right. They are held against right answers of people where
 * every one has one, else against the teacher's.
 */
public final class CurveQuestions {
    private final List<Sample> samples;
    private final GradingBasis basis;
    private final Metric metric;
    private final LearningCurve.Against against;

    /**
     * @param file where the questions are from, for messages
     * @param config whose primary metric decides; the whole answer where that is a graded one
     * @throws DasllmException if there are fewer than two groups of questions, or they do not fit the task
     */
    public CurveQuestions(Path file, List<Sample> samples, EvaluateConfig config, Optional<DeclaredTask> task) {
        EvaluateConfig declared =
                task.map(each -> config.withMetricsOf(each.task())).orElse(config);
        if (samples.stream().map(Sample::group).distinct().count() < 2) {
            throw DasllmException.input(
                    file + " has too few questions for a learning curve: " + samples.size(),
                    "Give the validation split a share of the samples, such as curate.split: {train: 0.8, validation: 0.2, test: 0.0}");
        }
        this.samples = samples;
        this.basis = GradingBasis.of(file, samples, declared.metrics(), task);
        this.metric = basis.metrics().get(0);
        this.against = basis.gold().stream().allMatch(Optional::isPresent)
                ? LearningCurve.Against.GOLD
                : LearningCurve.Against.TEACHER;
    }

    public List<Sample> samples() {
        return samples;
    }

    public LearningCurve.Against against() {
        return against;
    }

    /** The metric's name, as in the configuration. */
    public String metric() {
        return metric.name();
    }

    /** The groups of the questions, in their order. */
    public List<String> groups() {
        return samples.stream().map(Sample::group).toList();
    }

    /** Whether each question was answered wrongly, in their order. */
    public List<Boolean> wrong(List<GivenAnswer> answers) {
        return judged(answers).stream().map(JudgedQuestion::wrong).toList();
    }

    /** The questions with the student's answers to them. */
    public List<JudgedQuestion> judged(List<GivenAnswer> answers) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> {
                    Optional<String> right = metric.label(right(i));
                    Optional<String> given = metric.label(read(answers.get(i)));
                    return new JudgedQuestion(
                            samples.get(i).id(),
                            PromptText.of(samples.get(i)),
                            right.orElse(""),
                            given.orElse(""),
                            right.isEmpty() || !right.equals(given));
                })
                .toList();
    }

    private Answer right(int question) {
        return against == LearningCurve.Against.GOLD
                ? basis.gold().get(question).orElseThrow()
                : basis.teacher().get(question);
    }

    private Answer read(GivenAnswer given) {
        String text = given.text();
        return text == null ? Answer.MISSING : basis.task().read(text);
    }
}
