package org.dasllm.eval.baseline;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.dasllm.eval.metric.Answer;
import org.dasllm.eval.metric.Metric;
import org.dasllm.format.sample.Sample;

/** Gives every question the label that was most frequent in training; the first in order where several were. */
public final class Majority implements Baseline {
    private final Map<Metric, Optional<String>> labels = new HashMap<>();

    public Majority(List<Metric> metrics, List<Answer> training) {
        for (Metric metric : metrics) {
            TreeMap<String, Integer> counts = new TreeMap<>();
            training.forEach(answer -> metric.label(answer).ifPresent(label -> counts.merge(label, 1, Integer::sum)));
            labels.put(
                    metric,
                    counts.entrySet().stream()
                            .min(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                    .thenComparing(Map.Entry.comparingByKey()))
                            .map(Map.Entry::getKey));
        }
    }

    @Override
    public String name() {
        return "majority class";
    }

    @Override
    public Optional<String> label(Metric metric, Sample sample) {
        return labels.getOrDefault(metric, Optional.empty());
    }
}
