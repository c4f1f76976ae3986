package org.dasllm.eval.statistics;

/**
 * A figure that is a function of sums over questions: an accuracy of right answers and questions, F1 of hits and misses. Resampling
 * then means adding up again, and not asking again.
 */
public interface Statistic {
    /** How many sums there are. */
    int width();

    /**
     * The figure.
     *
     * @param sums {@link #width} of them
     * @return NaN where it cannot be estimated, such as a recall of a class that is never right
     */
    double of(double[] sums);
}
