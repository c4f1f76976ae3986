package org.dasllm.eval.bias;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.dasllm.format.sample.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What people get, question by question.
 *
 * @param samples with the attributes
 * @param gold what they should get; empty where nobody knows
 * @param teacher what they get by the teacher; empty where its answer says nothing
 * @param student what they get by the student; empty where its answer says nothing
 * @param clusters of the questions; null where they do not depend on each other
 * @param confidence of the evaluation
 * @param smallest a smaller group is marked
 */
public record Decisions(
        List<Sample> samples,
        List<Optional<String>> gold,
        List<Optional<String>> teacher,
        List<Optional<String>> student,
        @Nullable List<String> clusters,
        double confidence,
        int smallest) {

    boolean right(int question, List<Optional<String>> labels) {
        return gold.get(question).isPresent() && gold.get(question).equals(labels.get(question));
    }

    static boolean[] where(List<Integer> questions, IntPredicate what) {
        boolean[] values = new boolean[questions.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = what.test(questions.get(i));
        }
        return values;
    }

    @Nullable
    List<String> clustersOf(List<Integer> questions) {
        List<String> all = clusters;
        return all == null ? null : questions.stream().map(all::get).toList();
    }
}
