package org.dasllm.eval.curve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deviations from the mean, added up within groups of questions that depend on each other.
 *
 * @param sums by point and group
 * @param questions in all groups
 */
record GroupResiduals(double[][] sums, int questions) {

    /** @param values by point and question */
    static GroupResiduals of(double[][] values, List<String> groups) {
        Map<String, Integer> index = new HashMap<>();
        int[] at = groups.stream()
                .mapToInt(group -> index.computeIfAbsent(group, g -> index.size()))
                .toArray();
        double[][] sums = new double[values.length][index.size()];
        for (int p = 0; p < values.length; p++) {
            double mean = 0;
            for (double value : values[p]) {
                mean += value / at.length;
            }
            for (int q = 0; q < at.length; q++) {
                sums[p][at[q]] += values[p][q] - mean;
            }
        }
        return new GroupResiduals(sums, at.length);
    }

    int groups() {
        return sums[0].length;
    }

    /** Of two points' means: C / (C − 1) · Σ over groups of the products of their sums / n². */
    double covariance(int one, int other) {
        double sum = 0;
        for (int g = 0; g < groups(); g++) {
            sum += sums[one][g] * sums[other][g];
        }
        double correction = (double) groups() / (groups() - 1);
        return correction * sum / questions / questions;
    }
}
