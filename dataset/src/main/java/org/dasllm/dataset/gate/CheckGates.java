package org.dasllm.dataset.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.dasllm.dataset.config.Gates;

/** Holds a dataset's figures against the gates that are set. */
public final class CheckGates {
    private final Gates gates;
    private final Figures figures;
    private final List<Gate> results = new ArrayList<>();

    private CheckGates(Gates gates, Figures figures) {
        this.gates = gates;
        this.figures = figures;
    }

    /**
     * The gates that are set, in the order of their keys in the configuration.
     *
     * @param accepted rows by answer field and value of the dataset that was accepted last; empty where nothing is compared
     */
    public static List<Gate> of(Gates gates, Figures figures, Map<String, Map<String, Long>> accepted) {
        CheckGates check = new CheckGates(gates, figures);
        check.rows();
        check.shares();
        check.range("median_prompt", figures.medianPrompt(), gates.leastMedianPrompt(), gates.mostMedianPrompt());
        check.range("median_answer", figures.medianAnswer(), gates.leastMedianAnswer(), gates.mostMedianAnswer());
        check.drift(accepted);
        return List.copyOf(check.results);
    }

    private void rows() {
        String found = figures.rows() + " rows in the splits";
        if (gates.leastRows() > 0) {
            add("least_rows", found, "at least " + gates.leastRows(), figures.rows() >= gates.leastRows());
        }
        if (gates.mostRows() > 0) {
            add("most_rows", found, "at most " + gates.mostRows(), figures.rows() <= gates.mostRows());
        }
    }

    private void shares() {
        if (gates.mostRepeatedIds() < 1) {
            share(
                    "most_repeated_ids",
                    figures.repeatedIds(),
                    "rows have the id of another row",
                    gates.mostRepeatedIds());
        }
        if (gates.mostDropped() < 1) {
            long all = figures.dropped().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            share("most_dropped", all, "lines went to quarantine", gates.mostDropped());
        }
        new TreeMap<>(gates.mostByReason())
                .forEach((reason, most) -> share(
                        "most_by_reason." + reason,
                        figures.dropped().getOrDefault(reason, 0L),
                        "lines went to quarantine for this reason",
                        most));
    }

    private void share(String name, long count, String what, double most) {
        double share = figures.lines() == 0 ? 0 : (double) count / figures.lines();
        add(
                name,
                String.format(Locale.ROOT, "%d of %d %s (%.4f)", count, figures.lines(), what, share),
                "a share of " + most,
                share <= most);
    }

    private void range(String name, double found, double least, double most) {
        String words = String.format(Locale.ROOT, "the median is %.1f characters", found);
        if (least > 0) {
            add("least_" + name, words, "at least " + least, found >= least);
        }
        if (most > 0) {
            add("most_" + name, words, "at most " + most, found <= most);
        }
    }

    /** A field of which one side knows nothing is compared as well: all its classes are new, or gone. */
    private void drift(Map<String, Map<String, Long>> accepted) {
        TreeSet<String> fields = new TreeSet<>(accepted.keySet());
        if (!accepted.isEmpty()) {
            fields.addAll(figures.classes().keySet());
        }
        for (String field : fields) {
            Drift drift = Drift.of(
                    accepted.getOrDefault(field, Map.of()), figures.classes().getOrDefault(field, Map.of()));
            boolean both = accepted.containsKey(field) && figures.classes().containsKey(field);
            add(
                    "most_drift." + field,
                    both
                            ? String.format(
                                    Locale.ROOT,
                                    "the stability index of %d classes is %.4f, 95 %% interval %.4f to %.4f",
                                    drift.classes(),
                                    drift.index(),
                                    drift.low(),
                                    drift.high())
                            : "one of the two datasets has no such field",
                    "a lower end of " + gates.mostDrift(),
                    both && drift.low() <= gates.mostDrift());
        }
    }

    private void add(String name, String found, String limit, boolean holds) {
        results.add(new Gate(name, found, limit, holds));
    }
}
