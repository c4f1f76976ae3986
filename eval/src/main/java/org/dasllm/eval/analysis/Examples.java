package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dasllm.eval.failure.HashOrder;
import org.dasllm.eval.metric.Answer;
import org.dasllm.format.sample.PromptText;
import org.dasllm.format.sample.Sample;

/** A bounded choice of questions to look at, spread over the test by the hash of their ids. */
final class Examples {
    private static final int LONGEST_TEXT = 400;
    private static final int LONGEST_ANSWER = 200;
    private static final int LONGEST_GOLD = 2000;
    private static final Map<Example.Kind, Integer> LIMITS = new EnumMap<>(Map.of(
            Example.Kind.TEACHER_ONLY, 8,
            Example.Kind.STUDENT_ONLY, 5,
            Example.Kind.NEITHER, 4,
            Example.Kind.DIFFERENT, 10,
            Example.Kind.INVALID, 5));

    private Examples() {}

    static List<Example> of(Questions questions, List<Answer> answers, Masks masks) {
        Map<Example.Kind, List<Example>> chosen = new EnumMap<>(Example.Kind.class);
        List<Sample> samples = questions.samples();
        List<Integer> all = IntStream.range(0, samples.size()).boxed().toList();
        for (int i : HashOrder.of(all, question -> samples.get(question).id())) {
            for (Example.Kind kind : kinds(questions, answers, i)) {
                List<Example> some = chosen.computeIfAbsent(kind, k -> new ArrayList<>());
                if (some.size() < LIMITS.getOrDefault(kind, 0)) {
                    Sample sample = samples.get(i);
                    ShownText shown = new ShownText(masks.next());
                    some.add(new Example(
                            kind,
                            sample.id(),
                            shown.of(PromptText.of(sample), LONGEST_TEXT),
                            sample.gold() == null ? null : shown.of(sample.gold(), LONGEST_GOLD),
                            shown.of(Objects.requireNonNullElse(sample.completion(), ""), LONGEST_ANSWER),
                            shown.of(answers.get(i).text(), LONGEST_ANSWER)));
                }
            }
        }
        return chosen.values().stream().flatMap(List::stream).toList();
    }

    private static List<Example.Kind> kinds(Questions questions, List<Answer> answers, int i) {
        List<Example.Kind> kinds = new ArrayList<>();
        if (!answers.get(i).valid()) {
            kinds.add(Example.Kind.INVALID);
        }
        boolean judged = questions.gold().get(i).isPresent();
        boolean student =
                judged && questions.gold().get(i).equals(questions.student().get(i));
        boolean teacher =
                judged && questions.gold().get(i).equals(questions.teacher().get(i));
        if (!judged && !questions.student().get(i).equals(questions.teacher().get(i))) {
            kinds.add(Example.Kind.DIFFERENT);
        } else if (judged && !(student && teacher)) {
            kinds.add(teacher ? Example.Kind.TEACHER_ONLY : student ? Example.Kind.STUDENT_ONLY : Example.Kind.NEITHER);
        }
        return kinds;
    }
}
