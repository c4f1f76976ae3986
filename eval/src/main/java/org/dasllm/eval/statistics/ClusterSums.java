package org.dasllm.eval.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tallies of questions, added up by cluster: what a cluster bootstrap draws from. Among many clusters most have the sums of another
 * one, such as all questions right, so each distinct row of sums is kept once: a resample counts how often each row is drawn, and adds up
 * once for each row.
 */
public final class ClusterSums {
    private final int width;

    /** The row of each cluster. */
    private final int[] rowOf;

    private final List<Row> rows;

    private ClusterSums(int width, int[] rowOf, List<Row> rows) {
        this.width = width;
        this.rowOf = rowOf;
        this.rows = rows;
    }

    /**
     * The sums of one cluster that are not 0.
     *
     * @param at their places, ascending
     * @param amount the sums at these places
     */
    private record Row(int[] at, double[] amount) {
        static Row of(List<Tally> tallies) {
            TreeMap<Integer, Double> sums = new TreeMap<>();
            for (Tally tally : tallies) {
                for (int i = 0; i < tally.at.length; i++) {
                    sums.merge(tally.at[i], tally.amount[i], Double::sum);
                }
            }
            sums.values().removeIf(sum -> sum == 0);
            return new Row(
                    sums.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    sums.values().stream().mapToDouble(Double::doubleValue).toArray());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Row row && Arrays.equals(at, row.at) && Arrays.equals(amount, row.amount);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(at) + Arrays.hashCode(amount);
        }
    }

    /** @param groups the cluster of each tally, in the same order */
    public static ClusterSums of(int width, List<Tally> tallies, List<String> groups) {
        if (tallies.size() != groups.size()) {
            throw new IllegalArgumentException(tallies.size() + " tallies in " + groups.size() + " groups");
        }
        Map<String, List<Tally>> byGroup = new LinkedHashMap<>();
        for (int i = 0; i < tallies.size(); i++) {
            byGroup.computeIfAbsent(groups.get(i), g -> new ArrayList<>(1)).add(tallies.get(i));
        }
        int[] rowOf = new int[byGroup.size()];
        Map<Row, Integer> places = new LinkedHashMap<>();
        int cluster = 0;
        for (List<Tally> each : byGroup.values()) {
            Row row = Row.of(each);
            Integer known = places.putIfAbsent(row, places.size());
            rowOf[cluster++] = known == null ? places.size() - 1 : known;
        }
        return new ClusterSums(width, rowOf, List.copyOf(places.keySet()));
    }

    public int clusters() {
        return rowOf.length;
    }

    /** How many different rows of sums the clusters have. */
    int rows() {
        return rows.size();
    }

    /** Which of the rows a cluster has. */
    int row(int cluster) {
        return rowOf[cluster];
    }

    /** The sums over all clusters. */
    public double[] total() {
        int[] times = new int[rows.size()];
        for (int row : rowOf) {
            times[row]++;
        }
        return sums(times);
    }

    /** The sums where each row is there so many times. */
    double[] sums(int[] times) {
        double[] sums = new double[width];
        for (int row = 0; row < times.length; row++) {
            if (times[row] != 0) {
                add(row, times[row], sums);
            }
        }
        return sums;
    }

    /** Adds a row {@code times} times; −1 takes it away. */
    void add(int row, double times, double[] into) {
        int[] at = rows.get(row).at;
        double[] amount = rows.get(row).amount;
        for (int i = 0; i < at.length; i++) {
            into[at[i]] += times * amount[i];
        }
    }
}
