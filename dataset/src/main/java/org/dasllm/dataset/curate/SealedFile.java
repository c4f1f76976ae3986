package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.split.SealedTest;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.dasllm.format.io.Json;
import org.dasllm.format.io.JsonLines;
import org.jspecify.annotations.Nullable;

/** {@code sealed-test.jsonl}: the test set of this curation, and what was remembered of earlier ones though its rows are not here today. */
final class SealedFile {
    static final String NAME = "sealed-test.jsonl";

    private SealedFile() {}

    /** @param before the file that was remembered; null for none */
    static void write(Dataset<Row> finished, @Nullable Path before, OutputFolder out) throws IOException {
        TreeMap<String, SealedTest.Line> absent = new TreeMap<>();
        if (before != null) {
            JsonLines.read(before, SealedTest.Line.class, line -> absent.put(line.row(), line));
        }
        Iterator<Row> rows = finished.filter(Marks.kept().and(col("split").equalTo("test")))
                .select("id", Columns.CONTENT_HASH, GraphColumns.PROMPT_KEY)
                .orderBy("id")
                .toLocalIterator();
        Set<String> prompts = new HashSet<>();
        try (OutputFolder.Sink sink = out.open(NAME)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                absent.remove(row.getString(1));
                prompts.add(row.getString(2));
                sink.text(Json.line(new SealedTest.Line(row.getString(0), row.getString(1), row.getString(2))) + "\n");
            }
            for (SealedTest.Line line : absent.values()) {
                // Of a row that was corrected the new hash counts.
                if (!prompts.contains(line.prompt())) {
                    sink.text(Json.line(line) + "\n");
                }
            }
        }
    }
}
