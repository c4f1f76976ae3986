package org.dasllm.harvest.estimate;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a harvest would take with one teacher.
 *
 * @param name of the teacher in the configuration
 * @param model as it is asked for
 * @param answered how many requests the journal has answers to
 * @param requests how many are left to be asked
 * @param batches about how many batches these come to; null where the teacher is asked request by request
 * @param inputTokens of them, as expected
 * @param outputTokens of their answers, as expected
 * @param mostTokens if each is sent once and takes as much as it can
 * @param cost as expected; null where the prices are not known
 * @param mostCost if each is sent once and costs as much as it can; null likewise
 * @param mostCostWithRetries if each is sent as often as it may be, and every time is billed; null likewise
 * @param currency of the costs; null likewise
 * @param seconds as expected
 * @param basis what the expectation rests on, in words
 */
public record TeacherEstimate(
        String name,
        String model,
        long answered,
        long requests,
        @Nullable Integer batches,
        long inputTokens,
        long outputTokens,
        long mostTokens,
        @Nullable BigDecimal cost,
        @Nullable BigDecimal mostCost,
        @Nullable BigDecimal mostCostWithRetries,
        @Nullable String currency,
        double seconds,
        String basis) {}
