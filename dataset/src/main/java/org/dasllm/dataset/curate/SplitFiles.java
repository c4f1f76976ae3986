package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.MapType;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.graph.Regions;
import org.dasllm.dataset.memory.KeyedLine;
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows: Parquet by the executors, JSON Lines by the driver from a sorted iterator that holds one partition at
 * a time. For what a small model is trained on that is soon done, and a trainer without Spark can read it.
 */
final class SplitFiles {
    /** The folder with one row for every line that was read. */
    static final String LEDGER = "ledger";

    private SplitFiles() {}

    /** Writes the splits. */
    static void parquet(WholeRows whole, OutputFolder out, SparkSession session) throws IOException {
        Dataset<Row> worked = whole.kept();
        Dataset<Row> taken = whole.taken();
        if (taken == null) {
            bySplit(mapsSorted(worked.select(columns())), out, session);
            return;
        }
        // One after the other, so that nothing is sorted by its split: what is taken over is in the order of the
        // splits, of which each pass reads one.
        for (String split : Split.labels()) {
            Column ofSplit = col("split").equalTo(split);
            parquet(
                    taken.filter(Marks.kept().and(ofSplit))
                            .select(columns())
                            .union(mapsSorted(worked.filter(ofSplit).select(columns()))),
                    out.draft(split));
        }
    }

    /**
     * Writes the ledger.
     *
     * @param worked rows behind the last step
     * @param taken those that are taken from the night before; null where none is
     */
    static void ledger(Dataset<Row> worked, @Nullable Dataset<Row> taken, OutputFolder out) {
        Column[] columns = {
            col("id"),
            col(Columns.FILE),
            col(Columns.CONTENT_HASH),
            when(Marks.kept(), col("split")).as("split"),
            col(Columns.REASON),
            col(Columns.DETAIL),
            col(Columns.SEEN)
        };
        Dataset<Row> rows = mapsSorted(worked.select(columns));
        parquet(taken == null ? rows : taken.select(columns).union(rows), out.draft(LEDGER));
    }

    private static void bySplit(Dataset<Row> kept, OutputFolder out, SparkSession session) throws IOException {
        kept.withColumn("part", col("split"))
                .sortWithinPartitions("part", "id")
                .write()
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
                .partitionBy("part")
                .parquet(out.draft("parts"));
        for (String split : Split.labels()) {
            if (out.has("parts/part=" + split)) {
                out.rename("parts/part=" + split, split);
            } else {
                parquet(session.createDataFrame(List.of(), kept.schema()), out.draft(split));
            }
        }
        out.delete("parts");
    }

    /** @param dropped rows with {@link Columns#LINE} as it may be shown */
    static void quarantine(Dataset<Row> dropped, OutputFolder out) {
        parquet(
                dropped.select(Columns.REASON, Columns.DETAIL, Columns.FILE, Columns.LINE, Columns.CONTENT_HASH, "id"),
                out.draft("quarantine"));
    }

    /** With the entries of each map by their keys: rows that were kept between steps have them in any order. */
    static Dataset<Row> mapsSorted(Dataset<Row> rows) {
        Column[] columns = Arrays.stream(rows.schema().fields())
                .map(field -> field.dataType() instanceof MapType
                        ? map_from_entries(array_sort(map_entries(col(field.name()))))
                                .as(field.name())
                        : col(field.name()))
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    /** The sample's, and the hash of its line. */
    private static Column[] columns() {
        return Stream.concat(Arrays.stream(SampleColumns.columns()), Stream.of(col(RowLine.HASH)))
                .toArray(Column[]::new);
    }

    private static void parquet(Dataset<Row> rows, String uri) {
        rows.write()
                .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", false)
                .parquet(uri);
    }

    /**
     * Writes {@code <split>.jsonl}, sorted by id, and returns each split's content hash.
     *
     * @param sealed is given the rows of the test set
     * @param sorted the lines of the night before
     */
    static Map<String, String> jsonLines(WholeRows whole, SealedFile sealed, SortedLines sorted, OutputFolder out)
            throws IOException {
        Iterator<Row> rows = whole.kept()
                .select(
                        col("split"),
                        col(Regions.COLUMN),
                        col("id"),
                        col(RowLine.HASH),
                        col(Columns.CONTENT_HASH),
                        col(GraphColumns.PROMPT_KEY),
                        col(RowLine.COLUMN))
                .toLocalIterator();
        Map<String, String> contentHashes = new HashMap<>();
        @Nullable Row row = rows.hasNext() ? rows.next() : null;
        // As the rows are sorted.
        for (String split : Split.labels().stream().sorted().toList()) {
            List<String> hashes = new ArrayList<>();
            try (OutputFolder.Sink sink = out.open(split + ".jsonl");
                    SortedLines.Merge merge = sorted.merge(split, SplitFiles::byId, line -> {
                        sink.line(line.text());
                        hashes.add(key(line, 1));
                        if (Split.TEST.is(split)) {
                            sealed.add(new SealedTest.Line(key(line, 0), key(line, 2), key(line, 3)));
                        }
                    })) {
                while (row != null && split.equals(row.getString(0))) {
                    merge.add(SortedLines.line(row, 1));
                    row = rows.hasNext() ? rows.next() : null;
                }
                merge.finish();
            }
            hashes.sort(null);
            contentHashes.put(split, Sha256.ofString(String.join("\n", hashes)));
        }
        return contentHashes;
    }

    private static int byId(KeyedLine one, KeyedLine other) {
        return SortedLines.compare(key(one, 0), key(other, 0));
    }

    private static String key(KeyedLine line, int number) {
        return requireNonNull(line.keys().get(number));
    }
}
