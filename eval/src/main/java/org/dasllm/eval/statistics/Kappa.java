package org.dasllm.eval.statistics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Cohen's kappa: agreement beyond what chance alone would give (Cohen 1960). */
public final class Kappa {
    private Kappa() {}

    /** Empty where both always give one and the same label, since chance alone then agrees fully. */
    public static OptionalDouble of(List<String> first, List<String> second) {
        if (first.size() != second.size()) {
            throw new IllegalArgumentException(first.size() + " labels beside " + second.size());
        }
        double n = first.size();
        Map<String, Integer> ofFirst = new HashMap<>();
        Map<String, Integer> ofSecond = new HashMap<>();
        int agreed = 0;
        for (int i = 0; i < first.size(); i++) {
            ofFirst.merge(first.get(i), 1, Integer::sum);
            ofSecond.merge(second.get(i), 1, Integer::sum);
            agreed += first.get(i).equals(second.get(i)) ? 1 : 0;
        }
        // Whole numbers up to the last division, so that the result does not depend on the order of the labels.
        long chance = ofFirst.entrySet().stream()
                .mapToLong(e -> (long) e.getValue() * ofSecond.getOrDefault(e.getKey(), 0))
                .sum();
        double expected = chance / (n * n);
        return n == 0 || expected >= 1
                ? OptionalDouble.empty()
                : OptionalDouble.of((agreed / n - expected) / (1 - expected));
    }
}
