package org.dasllm.eval.statistics;

/** A statistic of the first half of the sums, less the same of the second half. */
final class Difference implements Statistic {
    private final Statistic statistic;
    private final double[] first;
    private final double[] second;

    Difference(Statistic statistic) {
        this.statistic = statistic;
        this.first = new double[statistic.width()];
        this.second = new double[statistic.width()];
    }

    @Override
    public int width() {
        return 2 * statistic.width();
    }

    @Override
    public double of(double[] sums) {
        return statistic.of(first(sums)) - statistic.of(second(sums));
    }

    /** The first half; overwritten by the next call. */
    double[] first(double[] sums) {
        System.arraycopy(sums, 0, first, 0, first.length);
        return first;
    }

    /** The second half; overwritten by the next call. */
    double[] second(double[] sums) {
        System.arraycopy(sums, second.length, second, 0, second.length);
        return second;
    }
}
