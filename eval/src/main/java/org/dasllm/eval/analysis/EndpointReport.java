package org.dasllm.eval.analysis;

import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * One claim of non-inferiority among several.
 *
 * @param metric of the claim
 * @param margin of the claim
 * @param alpha the one-sided error rate at which it was looked at; null where the sequence had ended before
 * @param interval of the difference at 1 − 2 · alpha; null where it cannot be estimated or was not looked at
 * @param shown whether the claim holds
 */
public record EndpointReport(
        String metric,
        double margin,
        @Nullable Double alpha,
        @Nullable Interval interval,
        boolean shown) {}
