package org.dasllm.eval.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.dasllm.eval.analysis.ExtractionReport.Failure;
import org.dasllm.eval.extraction.FieldOutcome;
import org.dasllm.eval.failure.HashOrder;

/** What goes wrong with extracted values: answers as wholes are nearly all different, their fields and kinds of failure are few. */
final class ValueFailures {
    private static final int MOST = 12;
    private static final int EXAMPLES = 3;

    private ValueFailures() {}

    /**
     * The most frequent ones, by the number of questions.
     *
     * @param ids the questions'
     * @param outcomes what became of each question's values
     * @param names under which a path is shown
     */
    static List<Failure> of(List<String> ids, List<List<FieldOutcome>> outcomes, UnaryOperator<String> names) {
        Map<FieldOutcome, List<String>> failures = new HashMap<>();
        Map<String, Integer> having = new HashMap<>();
        for (int i : HashOrder.of(IntStream.range(0, ids.size()).boxed().toList(), ids::get)) {
            Set<String> there = new HashSet<>();
            Set<FieldOutcome> happened = new HashSet<>();
            outcomes.get(i).forEach(each -> happened.add(new FieldOutcome(names.apply(each.path()), each.kind())));
            for (FieldOutcome outcome : happened) {
                if (outcome.kind() != FieldOutcome.Kind.MATCH) {
                    failures.computeIfAbsent(outcome, key -> new ArrayList<>()).add(ids.get(i));
                }
                if (outcome.kind() != FieldOutcome.Kind.INVENTION) {
                    there.add(outcome.path());
                }
            }
            there.forEach(path -> having.merge(path, 1, Integer::sum));
        }
        return failures.entrySet().stream()
                .map(each -> new Failure(
                        each.getKey().path(),
                        each.getKey().kind(),
                        each.getValue().size(),
                        each.getKey().kind() == FieldOutcome.Kind.INVENTION
                                ? ids.size()
                                : having.getOrDefault(each.getKey().path(), 0),
                        each.getValue().stream().limit(EXAMPLES).toList()))
                .sorted(Comparator.comparingInt((Failure each) -> -each.questions())
                        .thenComparing(Failure::path)
                        .thenComparing(Failure::kind))
                .limit(MOST)
                .toList();
    }
}
