package org.dasllm.eval.analysis;

import org.dasllm.format.evaluation.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The primary metric on the questions that share an attribute's value. Slices inform; they decide nothing.
 *
 * @param attribute such as channel
 * @param value such as phone; "(none)" where the attribute is absent
 * @param asked questions in the slice
 * @param n those with a right answer known
 * @param small whether n is below the plan's minimum
 * @param studentAccuracy the share that is right, or the value of a primary metric with degrees; null where n is 0, or it cannot be said
 * @param teacherAccuracy the same of the teacher
 * @param difference student − teacher; null where one of them is
 * @param interval by the plan's method; null where it cannot be estimated
 * @param agreement share of the asked where student and teacher say the same
 */
public record SliceReport(
        String attribute,
        String value,
        int asked,
        int n,
        boolean small,
        @Nullable Double studentAccuracy,
        @Nullable Double teacherAccuracy,
        @Nullable Double difference,
        @Nullable Interval interval,
        double agreement) {}
