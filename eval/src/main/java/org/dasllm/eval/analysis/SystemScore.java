package org.dasllm.eval.analysis;

import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer, on one metric.
 *
 * @param name student, teacher or a baseline
 * @param n questions with a right answer known
 * @param right how many of them it answered right
 * @param accuracy right / n; null where n is 0
 * @param accuracyInterval Wilson's; null where n is 0
 * @param difference its accuracy − the teacher's; null for the teacher and where n is 0
 * @param differenceInterval by the plan's method; null where it cannot be estimated
 * @param asked all questions
 * @param agreed how many of them it answered as the teacher did
 * @param agreement agreed / asked
 * @param agreementInterval Wilson's
 */
public record SystemScore(
        String name,
        int n,
        int right,
        @Nullable Double accuracy,
        @Nullable Interval accuracyInterval,
        @Nullable Double difference,
        @Nullable Interval differenceInterval,
        int asked,
        int agreed,
        double agreement,
        Interval agreementInterval) {}
