package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.graph.KnownSides;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.CurationStep;
import org.dasllm.dataset.step.Evidence;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.sample.Split;

/** The figures of the card, in a few aggregations over the finished rows. Only as many figures reach the driver as are shown. */
final class Counts {
    private static final String GROUP = "group";
    private static final int MOST_VALUES = 50;

    /** Reasons that a row can have only where another row has its prompt. */
    private static final Set<String> ABOUT_REPETITION = Set.of(
            "duplicate-prompt",
            "conflicting-answer",
            "prompt-in-test",
            "prompt-in-validation",
            "ambiguous-label",
            "outvoted");

    /** As many as a task may list. */
    private static final int MOST_LABELS = 10_000;

    private final List<CurationStep> steps;
    private final Map<String, Long> rows = new HashMap<>();
    private final Map<Reason, Long> dropped = new HashMap<>();
    private final Map<Reason, String> examples = new HashMap<>();
    private final Map<String, Long> found = new HashMap<>();
    private final Map<String, Map<String, Map<String, Long>>> values = new HashMap<>();
    private final Map<String, Long> groups = new HashMap<>();
    private final Map<String, Long> keys = new HashMap<>();
    private final Map<String, Long> inTwoSplits = new HashMap<>();

    private Counts(List<CurationStep> steps) {
        this.steps = steps;
    }

    /** @param steps that the rows went through, in order */
    static Counts of(Dataset<Row> finished, List<CurationStep> steps) {
        Counts counts = new Counts(steps);
        counts.reasonsAndEvidence(finished);
        Dataset<Row> kept = finished.filter(Marks.kept());
        counts.values(kept);
        counts.keys(kept);
        return counts;
    }

    private void reasonsAndEvidence(Dataset<Row> finished) {
        Map<String, Reason> byCode = new HashMap<>();
        steps.forEach(step -> step.reasons().forEach(reason -> byCode.put(reason.code(), reason)));
        List<Evidence> evidence =
                steps.stream().flatMap(step -> step.evidence().stream()).toList();
        List<Column> sums = new ArrayList<>();
        evidence.forEach(each -> sums.add(sum(each.perRow())));
        List<Row> result = finished.groupBy(
                        col(Columns.REASON), when(Marks.kept(), col("split")).as("split"))
                .agg(count(lit(1)), sums.toArray(Column[]::new))
                .collectAsList();
        for (Row row : result) {
            if (row.isNullAt(0)) {
                rows.put(row.getString(1), row.getLong(2));
            } else {
                Reason reason = byCode.get(row.getString(0));
                if (reason == null) {
                    throw new IllegalStateException("no step has the reason " + row.getString(0));
                }
                dropped.put(reason, row.getLong(2));
            }
            for (int i = 0; i < evidence.size(); i++) {
                found.merge(evidence.get(i).name(), row.getLong(3 + i), Long::sum);
            }
        }
        // Apart, since Spark would sort all rows for the least text.
        finished.filter(col(Columns.REASON).isNotNull())
                .groupBy(col(Columns.REASON))
                .agg(min(col(Columns.DETAIL)))
                .collectAsList()
                .forEach(row -> examples.put(
                        requireNonNull(byCode.get(row.getString(0))), row.isNullAt(1) ? "" : row.getString(1)));
    }

    private void values(Dataset<Row> kept) {
        WindowSpec frequentFirst =
                Window.partitionBy("split", "kind", "key").orderBy(col("rows").desc(), col("value"));
        List<Row> result = entries(kept, "label", Columns.LABELS)
                .union(entries(kept, "attribute", "attributes"))
                .groupBy("split", "kind", "key", "value")
                .agg(count(lit(1)).as("rows"))
                .withColumn("place", row_number().over(frequentFirst))
                .filter(col("place")
                        .leq(when(col("kind").equalTo("label"), MOST_LABELS).otherwise(MOST_VALUES)))
                .collectAsList();
        for (Row row : result) {
            values.computeIfAbsent(row.getString(0) + " " + row.getString(1), kind -> new TreeMap<>())
                    .computeIfAbsent(row.getString(2), key -> new TreeMap<>())
                    .put(row.getString(3), row.getLong(4));
        }
    }

    private static Dataset<Row> entries(Dataset<Row> kept, String kind, String map) {
        return kept.select(col("split"), lit(kind).as("kind"), explode(col(map)).as(new String[] {"key", "value"}));
    }

    /** By hashes: that two keys of a million have the same one is one chance in thirty million, and would show as a check that fails. */
    private void keys(Dataset<Row> kept) {
        TreeSet<String> columns = new TreeSet<>(Set.of(GROUP));
        stepChecks().forEach(check -> columns.add(check.column()));
        List<String> names = Split.labels();
        Column number = lit(null).cast(DataTypes.IntegerType);
        for (int i = 0; i < names.size(); i++) {
            number = when(col("split").equalTo(names.get(i)), i).otherwise(number);
        }
        for (String kind : columns) {
            Map<Integer, Long> bySplits = KnownSides.of(
                            kept.filter(col(kind).isNotNull()).select(xxhash64(col(kind)), number))
                    .counts();
            bySplits.forEach((splits, count) -> {
                keys.merge(kind, count, Long::sum);
                if (Integer.bitCount(splits) > 1) {
                    inTwoSplits.merge(kind, count, Long::sum);
                }
                if (kind.equals(GROUP)) {
                    for (int i = 0; i < names.size(); i++) {
                        if ((splits & 1 << i) != 0) {
                            groups.merge(names.get(i), count, Long::sum);
                        }
                    }
                }
            });
        }
    }

    private Stream<KeyCheck> stepChecks() {
        return steps.stream().flatMap(step -> step.checks().stream());
    }

    long kept() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    long dropped() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    long lines() {
        return kept() + dropped();
    }

    long leaks() {
        return dropped.entrySet().stream()
                .filter(entry -> entry.getKey().leak())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The sum of a step's evidence. */
    long found(String evidence) {
        return found.getOrDefault(evidence, 0L);
    }

    /** Whether any prompt was there more than once, so that answers can be compared. */
    boolean repeated() {
        String key = GraphColumns.PROMPT_KEY;
        return dropped.keySet().stream().anyMatch(reason -> ABOUT_REPETITION.contains(reason.code()))
                || keys.getOrDefault(key, kept()) < kept();
    }

    private Stream<Reason> reasonsThatOccur(CurationStep step) {
        return step.reasons().stream().filter(dropped::containsKey);
    }

    private long rows(Reason reason) {
        return dropped.getOrDefault(reason, 0L);
    }

    /** Such as {@code answer-not-json 12 (such as: 'No idea')}. */
    String words() {
        return steps.stream()
                .flatMap(this::reasonsThatOccur)
                .map(reason -> {
                    String example = examples.getOrDefault(reason, "");
                    return reason.code() + " " + rows(reason)
                            + (example.isEmpty() ? "" : " (such as: " + example + ")");
                })
                .collect(Collectors.joining(", "));
    }

    Map<String, DatasetCard.Dropped> reasons() {
        Map<String, DatasetCard.Dropped> result = new TreeMap<>();
        dropped.forEach((reason, rows) -> result.put(reason.code(), new DatasetCard.Dropped(rows, reason.meaning())));
        return result;
    }

    List<DatasetCard.Step> steps() {
        return steps.stream()
                .map(step -> new DatasetCard.Step(
                        step.name(),
                        step.version(),
                        reasonsThatOccur(step)
                                .map(reason -> new DatasetCard.ReasonCount(reason.code(), rows(reason)))
                                .toList(),
                        step.evidence().stream()
                                .map(evidence -> new DatasetCard.Found(
                                        evidence.name(), found.getOrDefault(evidence.name(), 0L), evidence.meaning()))
                                .toList()))
                .toList();
    }

    List<DatasetCard.Check> checks() {
        return stepChecks()
                .map(check -> new DatasetCard.Check(
                        check.name(),
                        switch (check.once()) {
                            case IN_A_SPLIT -> inTwoSplits.getOrDefault(check.column(), 0L);
                            case IN_A_ROW -> kept() - keys.getOrDefault(check.column(), 0L);
                        }))
                .toList();
    }

    DatasetCard.Split split(String name, String contentHash) {
        return new DatasetCard.Split(
                rows.getOrDefault(name, 0L),
                groups.getOrDefault(name, 0L),
                contentHash,
                mostFrequent(values.getOrDefault(name + " label", Map.of()), MOST_LABELS),
                mostFrequent(values.getOrDefault(name + " attribute", Map.of()), MOST_VALUES));
    }

    private static Map<String, Map<String, Long>> mostFrequent(Map<String, Map<String, Long>> all, int most) {
        Map<String, Map<String, Long>> result = new TreeMap<>();
        all.forEach((key, counts) -> {
            Map<String, Long> kept = new TreeMap<>();
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(most)
                    .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
            result.put(key, kept);
        });
        return result;
    }
}
