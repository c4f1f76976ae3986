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
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.io.Sha256;
import org.dasllm.format.sample.Split;

/**
 * Writes the rows: Parquet by the executors, JSON Lines by the driver from a sorted iterator that holds one partition at
 * a time. For what a small model is trained on that is soon done, and a trainer without Spark can read it.
 */
final class SplitFiles {
    /** The folder with one row for every line that was read. */
    static final String LEDGER = "ledger";

    private SplitFiles() {}

    static void parquet(WholeRows whole, OutputFolder out, SparkSession session) throws IOException {
        Dataset<Row> kept = mapsSorted(whole.kept().select(columns()));
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

    /** @param finished rows behind the last step */
    static void ledger(Dataset<Row> finished, OutputFolder out) {
        parquet(
                mapsSorted(finished.select(
                        col("id"),
                        col(Columns.FILE),
                        col(Columns.CONTENT_HASH),
                        when(Marks.kept(), col("split")).as("split"),
                        col(Columns.REASON),
                        col(Columns.DETAIL),
                        col(Columns.SEEN))),
                out.draft(LEDGER));
    }

    /** @param dropped rows with {@link Columns#LINE} as it may be shown */
    static void quarantine(Dataset<Row> dropped, OutputFolder out) {
        parquet(
                dropped.select(Columns.REASON, Columns.DETAIL, Columns.FILE, Columns.LINE, Columns.CONTENT_HASH, "id"),
                out.draft("quarantine"));
    }

    /** With the entries of each map by their keys: rows that were kept between steps have them in any order. */
    private static Dataset<Row> mapsSorted(Dataset<Row> rows) {
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
     */
    static Map<String, String> jsonLines(WholeRows whole, SealedFile sealed, OutputFolder out) throws IOException {
        Map<String, OutputFolder.Sink> sinks = new HashMap<>();
        Map<String, List<String>> hashes = new HashMap<>();
        try {
            for (String split : Split.labels()) {
                sinks.put(split, out.open(split + ".jsonl"));
                hashes.put(split, new ArrayList<>());
            }
            Iterator<Row> rows = whole.kept()
                    .select(
                            col("split"),
                            col("id"),
                            col(RowLine.COLUMN),
                            col(RowLine.HASH),
                            col(Columns.CONTENT_HASH),
                            col(GraphColumns.PROMPT_KEY))
                    .toLocalIterator();
            while (rows.hasNext()) {
                Row row = rows.next();
                String split = row.getString(0);
                requireNonNull(sinks.get(split)).text(row.getString(2) + "\n");
                requireNonNull(hashes.get(split)).add(row.getString(3));
                if (Split.TEST.is(split)) {
                    sealed.add(new SealedTest.Line(row.getString(1), row.getString(4), row.getString(5)));
                }
            }
        } finally {
            for (OutputFolder.Sink sink : sinks.values()) {
                sink.close();
            }
        }
        Map<String, String> contentHashes = new HashMap<>();
        hashes.forEach((split, all) -> {
            all.sort(null);
            contentHashes.put(split, Sha256.ofString(String.join("\n", all)));
        });
        return contentHashes;
    }
}
