package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.crc32;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log2;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.ConnectedRows;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.graph.SetPairs;
import org.dasllm.dataset.graph.ShingleSets;
import org.dasllm.dataset.row.Excerpt;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;

/** What the card shows beside counts: a few rows of each kind and histograms. Only so many rows reach the driver as are shown. */
final class CardDetails {
    private static final int MOST_EXAMPLES = 3;
    private static final int MOST_GROUPS = 10;

    private CardDetails() {}

    /**
     * Takes them from the finished rows.
     *
     * @param sets those of the rows
     * @param counts say what there is to look for
     */
    static DatasetCard.Details of(
            Dataset<Row> finished, WholeRows whole, ShingleSets sets, double across, Counts counts) {
        Dataset<Row> kept = finished.filter(Marks.kept());
        boolean several = counts.repeated() || counts.dropped() > 0;
        Dataset<Row> repeated = several ? repeated(finished) : finished;
        return new DatasetCard.Details(
                lengths(kept),
                counts.dropped() > 0 ? examples(finished) : List.of(),
                several ? duplicates(repeated, whole) : List.of(),
                counts.found(ConnectedRows.EVIDENCE) > 0 ? components(kept) : List.of(),
                nearMisses(kept, whole, sets, across),
                counts.repeated() ? Agreement.of(repeated) : List.of());
    }

    /** The rows whose prompt another row has, perhaps with some more: in most data they are few, and only they need be sorted. */
    private static Dataset<Row> repeated(Dataset<Row> finished) {
        Column prompt = xxhash64(col(GraphColumns.PROMPT_KEY));
        Dataset<Row> read = finished.filter(col(GraphColumns.PROMPT_KEY).isNotNull());
        return read.filter(KnownHashes.again(read.select(prompt)).has(prompt));
    }

    /** Rows by split, text, and the greatest power of two that is at most the length in characters. */
    private static Map<String, Map<String, Map<Long, Long>>> lengths(Dataset<Row> kept) {
        Map<String, Map<String, Map<Long, Long>>> lengths = new TreeMap<>();
        for (Row row : kept.select(
                        col("split"),
                        bucket(col(Columns.PROMPT_CHARACTERS)).as("prompt"),
                        bucket(col(Columns.ANSWER_CHARACTERS)).as("answer"))
                .groupBy("split", "prompt", "answer")
                .agg(count(lit(1)))
                .collectAsList()) {
            Map<String, Map<Long, Long>> ofSplit = lengths.computeIfAbsent(row.getString(0), split -> new TreeMap<>());
            ofSplit.computeIfAbsent("prompt", text -> new TreeMap<>()).merge(row.getLong(1), row.getLong(3), Long::sum);
            ofSplit.computeIfAbsent("answer", text -> new TreeMap<>()).merge(row.getLong(2), row.getLong(3), Long::sum);
        }
        return lengths;
    }

    private static Column bucket(Column characters) {
        Column power =
                floor(log2(characters.cast(DataTypes.DoubleType)).plus(1e-9)).cast(DataTypes.IntegerType);
        return when(
                        characters.gt(0),
                        org.apache.spark.sql.functions.pow(lit(2), power).cast(DataTypes.LongType))
                .otherwise(lit(0L));
    }

    private static List<DatasetCard.Example> examples(Dataset<Row> finished) {
        Column example = struct(col(Columns.CONTENT_HASH), col(Columns.FILE), col("id"), col(Columns.DETAIL));
        List<DatasetCard.Example> examples = new ArrayList<>();
        finished.filter(col(Columns.REASON).isNotNull())
                .groupBy(
                        col(Columns.REASON),
                        pmod(crc32(col(Columns.CONTENT_HASH).cast(DataTypes.BinaryType)), lit(MOST_EXAMPLES)))
                .agg(min(example).as("example"))
                .select(Columns.REASON, "example.id", "example." + Columns.CONTENT_HASH, "example." + Columns.DETAIL)
                .collectAsList()
                .forEach(row -> examples.add(
                        new DatasetCard.Example(row.getString(0), text(row, 1), row.getString(2), text(row, 3))));
        examples.sort(Comparator.comparing(DatasetCard.Example::reason).thenComparing(DatasetCard.Example::row));
        return examples;
    }

    /** The prompts that most rows have. */
    private static List<DatasetCard.Group> duplicates(Dataset<Row> repeated, WholeRows whole) {
        Column first = min(struct(col(Columns.CONTENT_HASH), col("id"), col(Columns.LINE_KEY)))
                .as("first");
        List<Row> found = repeated.groupBy(GraphColumns.PROMPT_KEY)
                .agg(
                        count(lit(1)).as("rows"),
                        sum(when(Marks.kept(), 1L).otherwise(0L)).as("keptRows"),
                        first)
                .filter(col("rows").gt(1))
                .orderBy(col("rows").desc(), col(GraphColumns.PROMPT_KEY))
                .limit(MOST_GROUPS)
                .select(col("rows"), col("keptRows"), col("first.id"), col("first." + Columns.LINE_KEY))
                .collectAsList();
        Map<String, String> prompts = whole.lastMessages(
                found.stream().map(row -> (byte[]) row.get(3)).toList());
        return found.stream()
                .map(row ->
                        new DatasetCard.Group(excerpt(prompts, row, 3), row.getLong(0), row.getLong(1), text(row, 2)))
                .toList();
    }

    private static String excerpt(Map<String, String> prompts, Row row, int key) {
        return Excerpt.of(prompts.getOrDefault(HexFormat.of().formatHex((byte[]) row.get(key)), ""));
    }

    /** The components of which most rows are left. */
    private static List<DatasetCard.Component> components(Dataset<Row> kept) {
        return kept
                .filter(col(GraphColumns.CONNECTED))
                .groupBy(GraphColumns.COMPONENT)
                .agg(
                        count(lit(1)).as("rows"),
                        countDistinct("group").as("groups"),
                        countDistinct("split").as("splits"))
                .filter(col("groups").gt(1))
                .orderBy(col("rows").desc(), col(GraphColumns.COMPONENT))
                .limit(MOST_GROUPS)
                .collectAsList()
                .stream()
                .map(row -> new DatasetCard.Component(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
                .toList();
    }

    /** Pairs between the test set and the rest that come nearest to being too near. */
    private static List<DatasetCard.NearMiss> nearMisses(
            Dataset<Row> kept, WholeRows whole, ShingleSets sets, double across) {
        List<Row> found = SetPairs.nearMisses(kept, sets, across, MOST_GROUPS);
        Map<String, String> prompts = whole.lastMessages(found.stream()
                .flatMap(row -> Stream.of((byte[]) row.get(3), (byte[]) row.get(4)))
                .toList());
        return found.stream()
                .map(row -> new DatasetCard.NearMiss(
                        row.getString(0),
                        row.getString(1),
                        row.getDouble(2),
                        excerpt(prompts, row, 3),
                        excerpt(prompts, row, 4)))
                .toList();
    }

    private static String text(Row row, int column) {
        return row.isNullAt(column) ? "" : row.getString(column);
    }
}
