package org.dasllm.eval.bias;

import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * What one group of people gets.
 *
 * @param value of the attribute that names it
 * @param n its questions
 * @param small whether it has fewer than the plan asks of a slice
 * @param teacher by the teacher's answers
 * @param student by the student's
 * @param selection the change of the share selected, student − teacher
 * @param accuracy the change of the share answered right, student − teacher; null without right answers
 * @param finding what the change of the accuracy shows
 */
public record GroupOutcome(
        String value,
        int n,
        boolean small,
        Rates teacher,
        Rates student,
        Change selection,
        @Nullable Change accuracy,
        Finding finding) {

    /**
     * One system's decisions about a group.
     *
     * @param selectionRate who gets a favourable label, of all
     * @param truePositiveRate who gets one, of those who should
     * @param falsePositiveRate who gets one, of those who should not
     * @param accuracy who is answered right, of those whose right answer is known
     */
    public record Rates(Rate selectionRate, Rate truePositiveRate, Rate falsePositiveRate, Rate accuracy) {}

    /**
     * A paired change.
     *
     * @param n questions
     * @param difference student − teacher
     * @param interval simultaneous over the groups of the attribute; null where it cannot be estimated
     */
    public record Change(int n, double difference, @Nullable Interval interval) {}

    /** What can be said of a change. */
    public enum Finding {
        /** The whole interval is below 0: the student serves the group worse than the teacher did. */
        WORSE,
        /** The whole interval is above 0. */
        BETTER,
        /** The interval holds 0. */
        NOT_SHOWN,
        NOT_ESTIMABLE
    }
}
