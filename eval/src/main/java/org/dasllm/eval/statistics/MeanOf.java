package org.dasllm.eval.statistics;

/** The mean: two sums, of the values and of the questions. */
public record MeanOf() implements Statistic {
    @Override
    public int width() {
        return 2;
    }

    @Override
    public double of(double[] sums) {
        return sums[1] == 0 ? Double.NaN : sums[0] / sums[1];
    }

    /** One question's value. */
    public static Tally tally(double value) {
        return Tally.ofFirst(value, 1);
    }
}
