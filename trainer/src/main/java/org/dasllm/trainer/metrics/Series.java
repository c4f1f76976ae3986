package org.dasllm.trainer.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve.
 *
 * @param name for the legend
 * @param color as CSS has it
 * @param steps x
 * @param values y, finite
 */
record Series(String name, String color, List<Integer> steps, List<Double> values) {
    private static final int MOST_POINTS = 800;

    /** At most 800 points, each the mean of its neighbours. */
    Series thinned() {
        int bucket = (values.size() + MOST_POINTS - 1) / MOST_POINTS;
        if (bucket <= 1) {
            return this;
        }
        List<Integer> thinSteps = new ArrayList<>();
        List<Double> thinValues = new ArrayList<>();
        for (int from = 0; from < values.size(); from += bucket) {
            int to = Math.min(values.size(), from + bucket);
            thinSteps.add(steps.get((from + to - 1) / 2));
            thinValues.add(values.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow());
        }
        return new Series(name, color, thinSteps, thinValues);
    }
}
