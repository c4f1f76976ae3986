package org.dasllm.cli.bench;

import java.util.List;

/**
 * Several measurements of one thing.
 *
 * @param median the middle one; of an even number the mean of the two in the middle
 * @param least the lowest
 * @param most the highest
 * @param samples all, in the order in which they were taken
 */
public record Spread(double median, double least, double most, List<Double> samples) {
    public Spread {
        samples = List.copyOf(samples);
    }

    /** Of at least one sample. */
    static Spread of(List<Double> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("Nothing was measured");
        }
        List<Double> sorted = samples.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1), samples);
    }
}
