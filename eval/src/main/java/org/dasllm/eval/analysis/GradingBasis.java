package org.dasllm.eval.analysis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.DeclaredTask;
import org.dasllm.eval.metric.JudgedTask;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.error.DasllmException;
import org.dasllm.format.sample.Sample;

/**
 * What the questions' answers are held against.
 *
 * @param task what the answers are, and how they are read
 * @param metrics the primary one first
 * @param gold the right answers, where known
 * @param teacher the teacher's answers
 */
public record GradingBasis(JudgedTask task, List<Metric> metrics, List<Optional<Answer>> gold, List<Answer> teacher) {

    /**
     * Reads the labels, and refuses right answers that no answer could match.
     *
     * @param declared the task as the run declares it; inferred from the labels where it is empty
     */
    public static GradingBasis of(
            Path test, List<Sample> samples, List<Metric> metrics, Optional<DeclaredTask> declared) {
        List<String> golds =
                samples.stream().map(Sample::gold).filter(Objects::nonNull).toList();
        List<String> completions = samples.stream()
                .map(s -> Objects.requireNonNull(s.completion()))
                .toList();
        JudgedTask task = JudgedTask.of(declared, golds.isEmpty() ? completions : golds);
        for (Metric metric : metrics) {
            if (metric instanceof Metric.FieldValue && !task.json()) {
                throw DasllmException.usage(
                        "evaluate: the metric " + metric.name() + " asks for a JSON field, but "
                                + (task.declared()
                                        ? "an answer of the task is "
                                                + task.task().inWords()
                                        : "the labels in " + test + " are plain text"),
                        "Use exact");
            }
        }
        List<Optional<Answer>> gold = new ArrayList<>();
        for (Sample sample : samples) {
            Optional<Answer> answer = Optional.ofNullable(sample.gold()).map(task::read);
            answer.ifPresent(a -> check(test, sample, metrics, task, a));
            gold.add(answer);
        }
        return new GradingBasis(
                task, metrics, gold, completions.stream().map(task::read).toList());
    }

    private static void check(Path test, Sample sample, List<Metric> metrics, JudgedTask task, Answer gold) {
        for (Metric metric : metrics) {
            if (!gold.valid() || metric.label(gold).isEmpty()) {
                throw DasllmException.input(
                        "the right answer of sample " + sample.id() + " in " + test
                                + (gold.valid()
                                        ? " has nothing for " + metric.name()
                                        : task.declared()
                                                ? " is not " + task.task().inWords() + ", as the task declares"
                                                : " is not valid JSON as the others are"),
                        "Correct its gold, or leave it out");
            }
        }
    }

    /** By metric, whether the answer to question {@code index} is right; empty without a right answer. */
    public Map<String, Boolean> correct(int index, Answer answer) {
        Map<String, Boolean> correct = new TreeMap<>();
        gold.get(index)
                .ifPresent(right -> metrics.forEach(
                        m -> correct.put(m.name(), m.label(right).equals(m.label(answer)))));
        return correct;
    }

    /** Questions with a right answer known. */
    int withGold() {
        return (int) gold.stream().filter(Optional::isPresent).count();
    }
}
