package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dasllm.dataset.files.OutputFolder;
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.SampleColumns;
import org.dasllm.format.sample.PromptText;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * {@code review.csv}: the rows that were quarantined, and those that were kept beside another answer to the same or nearly the same prompt.
 * The last five columns are empty: who fills them in gives the file back as {@code curate.decisions}. A dropped row of which a copy was kept,
 * the same to the letter, has an empty column {@code row}: a decision about it would be one about the copy.
 */
final class ReviewFile {
    static final String NAME = "review.csv";

    private static final List<String> HEADER = List.of(
            "row",
            "id",
            "fate",
            "step",
            "reason",
            "detail",
            "prompt",
            "answer",
            "gold",
            "decision",
            "label",
            "who",
            "when",
            "note");

    /** Texts are cut here; the whole row is in the quarantine. */
    private static final int MOST_CHARACTERS = 1000;

    /** In a row that was dropped the content hash of one that was kept and is the same to the letter. */
    private static final String TWIN = "twin";

    private static final Column[] COLUMNS = Stream.of(
                    Columns.REASON,
                    Columns.DETAIL,
                    Columns.CONTENT_HASH,
                    Columns.FILE,
                    "id",
                    "split",
                    "prompt",
                    "completion",
                    "gold")
            .map(functions::col)
            .toArray(Column[]::new);

    private ReviewFile() {}

    /**
     * Writes the file from a sorted iterator that holds one partition at a time, and returns the quarantine's content hash: SHA-256 over
     * reason and content hash of every row, sorted, one on a line.
     *
     * @param steps the step of each reason
     */
    static String write(WholeRows whole, Map<String, String> steps, OutputFolder out) throws IOException {
        Column ambiguous = coalesce(col(OtherAnswer.COLUMN), lit(false));
        Dataset<Row> dropped = Leaf.of(whole.rows()
                .filter(col(Columns.REASON).isNotNull())
                .select(Columns.CONTENT_HASH)
                .distinct());
        Dataset<Row> twins = KnownHashes.among(
                        whole.finished().filter(Marks.kept()).select(Columns.CONTENT_HASH),
                        dropped,
                        Columns.CONTENT_HASH)
                .distinct()
                .toDF(TWIN);
        Iterator<Row> rows = whole.rows()
                .filter(col(Columns.REASON).isNotNull().or(ambiguous))
                .select(COLUMNS)
                .join(
                        twins,
                        col(Columns.REASON)
                                .isNotNull()
                                .and(col(Columns.CONTENT_HASH).equalTo(col(TWIN))),
                        "left")
                .orderBy(col(Columns.REASON).asc_nulls_last(), col(Columns.CONTENT_HASH), col(Columns.FILE), col("id"))
                .toLocalIterator();
        MessageDigest digest = sha256();
        try (OutputFolder.Sink sink = out.open(NAME)) {
            sink.text(String.join(",", HEADER) + "\n");
            while (rows.hasNext()) {
                Row row = rows.next();
                String reason = row.getAs(Columns.REASON);
                if (reason != null) {
                    digest.update(
                            (reason + " " + row.getAs(Columns.CONTENT_HASH) + "\n").getBytes(StandardCharsets.UTF_8));
                }
                sink.text(line(row, reason, steps) + "\n");
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String line(Row row, @Nullable String reason, Map<String, String> steps) {
        boolean read = !row.isNullAt(row.fieldIndex("id"));
        String prompt = read ? PromptText.of(SampleColumns.messages(row.<Seq<Row>>getAs("prompt"))) : "";
        List<String> cells = List.of(
                row.isNullAt(row.fieldIndex(TWIN)) ? row.<String>getAs(Columns.CONTENT_HASH) : "",
                read ? row.<String>getAs("id") : "",
                reason == null ? "kept in " + row.getAs("split") : "quarantined",
                reason == null ? "" : steps.getOrDefault(reason, ""),
                reason == null ? "kept beside another answer" : reason,
                text(row, Columns.DETAIL),
                prompt,
                text(row, "completion"),
                text(row, "gold"));
        return cells.stream().map(ReviewFile::cell).collect(Collectors.joining(",")) + ",,,,,";
    }

    private static String text(Row row, String column) {
        String text = row.getAs(column);
        return text == null ? "" : text;
    }

    /** A cell that begins as a formula would gets an apostrophe, so that a spreadsheet shows it and computes nothing. */
    static String cell(String written) {
        String text = written.replace("\u0000", "");
        String cut = text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, MOST_CHARACTERS) - 1)) + "…";
        String safe = !cut.isEmpty() && "=+-@\t\r".indexOf(cut.charAt(0)) >= 0 ? "'" + cut : cut;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
