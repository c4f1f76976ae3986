package org.dasllm.eval.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tallies of questions, added up by cluster: what a cluster bootstrap draws from. */
public final class ClusterSums {
    private final int width;

    /** Row c is from {@code begin[c]} to {@code begin[c + 1]}. */
    private final int[] begin;

    private final int[] at;
    private final double[] amount;

    private ClusterSums(int width, int[] begin, int[] at, double[] amount) {
        this.width = width;
        this.begin = begin;
        this.at = at;
        this.amount = amount;
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
        int entries = tallies.stream().mapToInt(t -> t.at.length).sum();
        int[] begin = new int[byGroup.size() + 1];
        int[] at = new int[entries];
        double[] amount = new double[entries];
        int cluster = 0;
        int filled = 0;
        for (List<Tally> rows : byGroup.values()) {
            for (Tally tally : rows) {
                System.arraycopy(tally.at, 0, at, filled, tally.at.length);
                System.arraycopy(tally.amount, 0, amount, filled, tally.at.length);
                filled += tally.at.length;
            }
            begin[++cluster] = filled;
        }
        return new ClusterSums(width, begin, at, amount);
    }

    public int clusters() {
        return begin.length - 1;
    }

    /** The sums over all clusters. */
    public double[] total() {
        double[] sums = new double[width];
        for (int c = 0; c < clusters(); c++) {
            add(c, 1, sums);
        }
        return sums;
    }

    /** Adds a cluster's sums {@code times} times; −1 takes them away. */
    void add(int cluster, double times, double[] into) {
        for (int i = begin[cluster]; i < begin[cluster + 1]; i++) {
            into[at[i]] += times * amount[i];
        }
    }
}
