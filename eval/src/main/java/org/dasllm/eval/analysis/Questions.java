package org.dasllm.eval.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dasllm.format.sample.Sample;

/**
 * One metric's labels, question by question.
 *
 * @param samples the questions
 * @param gold right labels, where known
 * @param teacher the teacher's; empty where its answer has none
 * @param student the student's; empty where its answer has none
 */
record Questions(
        List<Sample> samples,
        List<Optional<String>> gold,
        List<Optional<String>> teacher,
        List<Optional<String>> student) {

    Questions only(List<Integer> indices) {
        return new Questions(
                pick(samples, indices), pick(gold, indices), pick(teacher, indices), pick(student, indices));
    }

    /** The positions with a right label. */
    int[] judged() {
        return IntStream.range(0, gold.size())
                .filter(i -> gold.get(i).isPresent())
                .toArray();
    }

    /** Which of the judged questions these labels answer right. */
    boolean[] right(List<Optional<String>> labels) {
        int[] judged = judged();
        boolean[] right = new boolean[judged.length];
        for (int i = 0; i < judged.length; i++) {
            right[i] = gold.get(judged[i]).equals(labels.get(judged[i]));
        }
        return right;
    }

    /** The groups of the judged questions. */
    List<String> groups() {
        return Arrays.stream(judged()).mapToObj(i -> samples.get(i).group()).toList();
    }

    /** On how many of all questions these labels are the teacher's. */
    int agreed(List<Optional<String>> labels) {
        int agreed = 0;
        for (int i = 0; i < labels.size(); i++) {
            agreed += labels.get(i).isPresent() && labels.get(i).equals(teacher.get(i)) ? 1 : 0;
        }
        return agreed;
    }

    /** The elements at some positions, in the positions' order. */
    static <T> List<T> pick(List<T> all, List<Integer> indices) {
        return indices.stream().map(all::get).toList();
    }
}
