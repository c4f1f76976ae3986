package org.dasllm.eval.statistics;

import java.util.Arrays;

/** What one question adds to the sums of a {@link Statistic}; most sums get nothing. */
public final class Tally {
    final int[] at;
    final double[] amount;

    private Tally(int[] at, double[] amount) {
        this.at = at;
        this.amount = amount;
    }

    /** Adds {@code amounts} to the first sums, in order. */
    public static Tally ofFirst(double... amounts) {
        int[] at = new int[amounts.length];
        Arrays.setAll(at, i -> i);
        return new Tally(at, amounts.clone());
    }

    /** Adds 1 to each of the sums at these places. */
    public static Tally ofOnes(int... places) {
        double[] ones = new double[places.length];
        Arrays.fill(ones, 1);
        return new Tally(places.clone(), ones);
    }

    /** This tally, and {@code other} with its places moved up by {@code width}. */
    public Tally beside(Tally other, int width) {
        int[] places = Arrays.copyOf(at, at.length + other.at.length);
        double[] amounts = Arrays.copyOf(amount, places.length);
        for (int i = 0; i < other.at.length; i++) {
            places[at.length + i] = other.at[i] + width;
            amounts[at.length + i] = other.amount[i];
        }
        return new Tally(places, amounts);
    }

    /** As sums of one question alone, {@code width} of them. */
    public double[] sums(int width) {
        double[] sums = new double[width];
        for (int i = 0; i < at.length; i++) {
            sums[at[i]] += amount[i];
        }
        return sums;
    }
}
