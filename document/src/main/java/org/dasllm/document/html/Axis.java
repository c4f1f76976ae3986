package org.dasllm.document.html;

import java.util.ArrayList;
import java.util.List;

/** A horizontal scale from values to pixels. */
record Axis(double low, double high, double left, double right) {
    private static final double[] STEPS = {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5};
    private static final int MOST_TICKS = 7;

    /** Holds all values, with a little room. */
    static Axis holding(List<Double> values, double left, double right) {
        double low = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double high = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double room = Math.max(0.004, 0.07 * (high - low));
        return new Axis(low - room, high + room, left, right);
    }

    double at(double value) {
        return left + (Math.max(low, Math.min(high, value)) - low) / (high - low) * (right - left);
    }

    boolean holds(double value) {
        return value >= low && value <= high;
    }

    List<Double> ticks() {
        double step = STEPS[STEPS.length - 1];
        for (double candidate : STEPS) {
            if ((high - low) / candidate <= MOST_TICKS) {
                step = candidate;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
