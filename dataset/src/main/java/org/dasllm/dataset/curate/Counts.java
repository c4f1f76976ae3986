package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.row.Reason;

/** The figures of the card, in three aggregations over the finished rows. Only figures reach the driver. */
final class Counts {
    static final List<String> SPLITS = List.of("train", "validation", "test");
    private static final int MOST_VALUES = 50;

    private final Map<String, Long> rows = new HashMap<>();
    private final Map<String, Long> withoutCompletion = new HashMap<>();
    private final Map<Reason, Long> dropped = new EnumMap<>(Reason.class);
    private final Map<Reason, String> examples = new EnumMap<>(Reason.class);
    private final Map<String, Map<String, Map<String, Long>>> values = new HashMap<>();
    private final Map<String, Long> groups = new HashMap<>();
    private final Map<String, Long> inTwoSplits = new TreeMap<>();
    private long conflicts;
    private long droppedWithOtherAnswer;
    private long keptNearOtherAnswer;
    private long ids;

    static Counts of(Dataset<Row> finished) {
        Counts counts = new Counts();
        counts.reasons(finished);
        Dataset<Row> kept = finished.filter(Stage.kept());
        counts.values(kept);
        counts.keys(kept);
        return counts;
    }

    private void reasons(Dataset<Row> finished) {
        Column incomplete = CheckAnswer.byGold()
                .and(col(Columns.ON_COMPLETION).getField(Columns.REASON).isNotNull());
        List<Row> result = finished.groupBy(
                        col(Columns.REASON), when(Stage.kept(), col("split")).as("split"))
                .agg(
                        count(lit(1)),
                        sum(when(col(Columns.CONFLICT), 1).otherwise(0)),
                        sum(when(incomplete, 1).otherwise(0)),
                        min(col(Columns.DETAIL)),
                        sum(when(col(Columns.OTHER_ANSWER), 1).otherwise(0)))
                .collectAsList();
        for (Row row : result) {
            conflicts += row.getLong(3);
            if (row.isNullAt(0)) {
                rows.put(row.getString(1), row.getLong(2));
                withoutCompletion.put(row.getString(1), row.getLong(4));
                keptNearOtherAnswer += row.getLong(6);
            } else {
                Reason reason = Reason.ofCode(row.getString(0));
                dropped.put(reason, row.getLong(2));
                droppedWithOtherAnswer += row.getLong(6);
                examples.put(reason, row.isNullAt(5) ? "" : row.getString(5));
            }
        }
    }

    private void values(Dataset<Row> kept) {
        Column entries = array_union(tagged("label", Columns.LABELS), tagged("attribute", "attributes"));
        List<Row> result = kept.select(col("split"), explode(entries).as("entry"))
                .groupBy(col("split"), col("entry.kind"), col("entry.key"), col("entry.value"))
                .agg(count(lit(1)).as("rows"))
                .collectAsList();
        for (Row row : result) {
            values.computeIfAbsent(row.getString(0) + " " + row.getString(1), kind -> new TreeMap<>())
                    .computeIfAbsent(row.getString(2), key -> new TreeMap<>())
                    .put(row.getString(3), row.getLong(4));
        }
    }

    private static Column tagged(String kind, String map) {
        return transform(
                map_entries(col(map)),
                entry -> struct(
                        lit(kind).as("kind"),
                        entry.getField("key").as("key"),
                        entry.getField("value").as("value")));
    }

    private void keys(Dataset<Row> kept) {
        Column keys = array(key("group", "group"), key("prompt", Columns.PROMPT_KEY), key("id", "id"));
        List<Row> result = kept.select(col("split"), explode(keys).as("key"))
                .groupBy(col("key.kind").as("kind"), col("key.key"))
                .agg(array_sort(collect_set(col("split"))).as("splits"))
                .groupBy(col("kind"), col("splits"))
                .agg(count(lit(1)))
                .collectAsList();
        for (Row row : result) {
            List<String> splits = row.getList(1);
            if (splits.size() > 1) {
                inTwoSplits.merge(row.getString(0), row.getLong(2), Long::sum);
            }
            if (row.getString(0).equals("group")) {
                splits.forEach(split -> groups.merge(split, row.getLong(2), Long::sum));
            }
            if (row.getString(0).equals("id")) {
                ids += row.getLong(2);
            }
        }
    }

    private static Column key(String kind, String column) {
        return struct(lit(kind).as("kind"), col(column).as("key"));
    }

    long kept() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    long lines() {
        return kept() + dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    long leaks() {
        return dropped.entrySet().stream()
                .filter(entry -> entry.getKey().leak())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    long conflicts() {
        return conflicts;
    }

    long droppedWithOtherAnswer() {
        return droppedWithOtherAnswer;
    }

    long keptNearOtherAnswer() {
        return keptNearOtherAnswer;
    }

    /** Such as {@code answer-not-json 12 (such as: 'No idea')}. */
    String reasons() {
        List<String> parts = new ArrayList<>();
        dropped.forEach((reason, rows) -> {
            String example = examples.getOrDefault(reason, "");
            parts.add(reason.code() + " " + rows + (example.isEmpty() ? "" : " (such as: " + example + ")"));
        });
        return String.join(", ", parts);
    }

    Map<String, DatasetCard.Dropped> dropped() {
        Map<String, DatasetCard.Dropped> result = new TreeMap<>();
        dropped.forEach((reason, rows) -> result.put(reason.code(), new DatasetCard.Dropped(rows, reason.meaning())));
        return result;
    }

    List<DatasetCard.Check> checks() {
        return List.of(
                new DatasetCard.Check("groups in more than one split", inTwoSplits.getOrDefault("group", 0L)),
                new DatasetCard.Check("prompts in more than one split", inTwoSplits.getOrDefault("prompt", 0L)),
                new DatasetCard.Check("ids given to more than one row", kept() - ids));
    }

    DatasetCard.Split split(String name, String contentHash) {
        return new DatasetCard.Split(
                rows.getOrDefault(name, 0L),
                groups.getOrDefault(name, 0L),
                contentHash,
                withoutCompletion.getOrDefault(name, 0L),
                values.getOrDefault(name + " label", Map.of()),
                mostFrequent(values.getOrDefault(name + " attribute", Map.of())));
    }

    private static Map<String, Map<String, Long>> mostFrequent(Map<String, Map<String, Long>> attributes) {
        Map<String, Map<String, Long>> result = new TreeMap<>();
        attributes.forEach((key, counts) -> {
            Map<String, Long> most = new TreeMap<>();
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(MOST_VALUES)
                    .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
            result.put(key, most);
        });
        return result;
    }
}
