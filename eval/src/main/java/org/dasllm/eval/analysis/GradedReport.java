package org.dasllm.eval.analysis;

import org.dasllm.eval.statistics.PairedEstimate;
import org.jspecify.annotations.Nullable;

/**
 * One graded metric, student against teacher.
 *
 * @param name as in the plan
 * @param words what it measures
 * @param primary whether it decides
 * @param planned whether the plan names it; the others are what a task is usually described by, and decide nothing
 * @param n questions with a right answer known
 * @param student null where it cannot be told
 * @param teacher null where it cannot be told
 * @param paired the difference with its uncertainty; null where that cannot be estimated
 */
public record GradedReport(
        String name,
        String words,
        boolean primary,
        boolean planned,
        int n,
        @Nullable Double student,
        @Nullable Double teacher,
        @Nullable PairedEstimate paired) {}
