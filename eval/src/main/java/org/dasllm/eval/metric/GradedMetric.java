package org.dasllm.eval.metric;

import org.dasllm.eval.statistics.Statistic;
import org.dasllm.eval.statistics.Tally;

/**
 * A measure of answers that is not only right or wrong. Its value on many questions is a function of sums over them, so that its
 * uncertainty comes from adding up resampled questions; greater is better.
 */
public interface GradedMetric extends Statistic {
    /** As it is written in the configuration. */
    String name();

    /**
     * What one question adds.
     *
     * @param gold the right answer, which is an answer of the task
     * @param answer as it came; where it is not one of the task it counts as a failure
     */
    Tally tally(Answer gold, Answer answer);
}
