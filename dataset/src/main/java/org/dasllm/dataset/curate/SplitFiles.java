package org.dasllm.dataset.curate;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.map_entries;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.dasllm.dataset.memory.KeyTable;
import org.dasllm.dataset.memory.MergedLines;
import org.dasllm.dataset.memory.NightMemory;
import org.dasllm.dataset.memory.WrittenLine;
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

    static void parquet(WholeRows whole, OutputFolder out, SparkSession session) throws IOException {
        Dataset<Row> made = mapsSorted(whole.kept().select(columns()));
        Dataset<Row> standing = whole.standing().rows();
        Dataset<Row> kept = standing == null ? made : made.union(standing.select(columns()));
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
     * @param memory has the lines of the rows that stand
     * @param anew whether all lines are remembered anew
     * @param sealed is given the rows of the test set
     */
    static Map<String, String> jsonLines(
            WholeRows whole, NightMemory memory, boolean anew, SealedFile sealed, OutputFolder out) throws IOException {
        Iterator<Row> rows = whole.kept()
                .select(
                        col("split"),
                        col(Columns.LINE_KEY),
                        col("id"),
                        col(RowLine.HASH),
                        col(Columns.CONTENT_HASH),
                        col(GraphColumns.PROMPT_KEY),
                        col(RowLine.COLUMN),
                        col(RememberedRows.REMEMBERED))
                .toLocalIterator();
        KeyTable standing = whole.standing().keys().value();
        Map<String, String> contentHashes = new HashMap<>();
        @Nullable Row row = rows.hasNext() ? rows.next() : null;
        // As the rows are sorted.
        for (String split : Split.labels().stream().sorted().toList()) {
            List<String> hashes = new ArrayList<>();
            try (OutputFolder.Sink sink = out.open(split + ".jsonl");
                    MergedLines lines = memory.lines("written-" + split, standing, anew, line -> {
                        sink.line(line.text());
                        hashes.add(line.hash());
                        if (Split.TEST.is(split)) {
                            sealed.add(new SealedTest.Line(
                                    new String(line.id(), StandardCharsets.UTF_8),
                                    line.contentHash(),
                                    requireNonNull(line.prompt())));
                        }
                    })) {
                while (row != null && split.equals(row.getString(0))) {
                    lines.add(line(row), whole.asRemembered() && row.getBoolean(7));
                    row = rows.hasNext() ? rows.next() : null;
                }
                lines.finish();
            }
            hashes.sort(null);
            contentHashes.put(split, Sha256.ofString(String.join("\n", hashes)));
        }
        return contentHashes;
    }

    private static WrittenLine line(Row row) {
        return new WrittenLine(
                row.getAs(1),
                row.getString(2).getBytes(StandardCharsets.UTF_8),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6).getBytes(StandardCharsets.UTF_8));
    }
}
