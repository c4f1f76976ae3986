package org.dasllm.eval.analysis;

import org.dasllm.eval.cost.CostComparison;
import org.dasllm.eval.curve.LearningCurve;
import org.jspecify.annotations.Nullable;

/**
 * What a report says beside its evaluation; it decides nothing.
 *
 * @param learningCurve null where none was measured
 * @param cost null where nothing is configured
 */
public record Prospects(
        @Nullable LearningCurve learningCurve, @Nullable CostComparison cost) {
    public static final Prospects NONE = new Prospects(null, null);
}
