package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.memory.KeyTable;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.SampleColumns;

/**
 * Rows with what came of them and with their texts, in the order of split and id, but for those that are as an earlier night wrote them; of those that are kept also the line that they
 * have in the JSON Lines files, {@link RowLine#COLUMN}, and its hash.
 *
 * @param finished all rows behind the last step
 * @param texts of all lines
 * @param rows those that stand are among them only if people should see them
 * @param standing the others
 * @param asRemembered whether a row of one line in one split has the same line there every night
 */
record WholeRows(
        Dataset<Row> finished, Dataset<Row> texts, Dataset<Row> rows, Standing standing, boolean asRemembered) {
    private static final String STANDS = "stands";

    /** Of the sample what the steps over all rows have, perhaps otherwise than the line. */
    private static final List<String> LOOKED_AT = List.of("id", "group", "split", "attributes", "source");

    /**
     * Joins the texts to the rows.
     *
     * @param finished rows behind the last step
     * @param texts of {@link RememberedRows#texts}
     * @param letGo is given what lets go of the rows, which are read several times
     */
    static WholeRows of(
            Dataset<Row> finished,
            Dataset<Row> texts,
            Standing standing,
            boolean asRemembered,
            Consumer<Runnable> letGo) {
        Column stands = Marks.kept().and(standing.has(col(Columns.LINE_KEY)));
        Dataset<Row> wanted = finished;
        Dataset<Row> theirs = texts;
        if (!standing.isEmpty()) {
            wanted = finished.filter(not(stands).or(coalesce(col(OtherAnswer.COLUMN), lit(false))));
            Broadcast<KeyTable> keys = JavaSparkContext.fromSparkContext(
                            finished.sparkSession().sparkContext())
                    .broadcast(KeyTable.of(wanted.select(Columns.LINE_KEY)));
            theirs = texts.filter(Standing.among(keys, col(Columns.LINE_KEY)));
        }
        Dataset<Row> sorted = joined(wanted.withColumn(STANDS, stands), theirs, STANDS, OtherAnswer.COLUMN)
                .orderBy("split", "id");
        Column line = udf(new RowLine(), DataTypes.StringType).apply(struct(SampleColumns.columns()));
        Dataset<Row> rows = Leaf.kept(
                sorted.withColumn(RowLine.COLUMN, when(Marks.kept(), line))
                        .withColumn(RowLine.HASH, sha2(col(RowLine.COLUMN), 256)),
                letGo);
        return new WholeRows(finished, texts, rows, standing, asRemembered);
    }

    /** @param more columns of the finished rows */
    private static Dataset<Row> joined(Dataset<Row> finished, Dataset<Row> texts, String... more) {
        Column[] others = Stream.concat(
                        Stream.of(
                                Columns.LINE_KEY,
                                Columns.FILE,
                                Columns.REASON,
                                Columns.DETAIL,
                                Columns.CONTENT_HASH,
                                Columns.ANSWER,
                                GraphColumns.PROMPT_KEY),
                        Stream.of(more))
                .map(functions::col)
                .toArray(Column[]::new);
        Column[] named = LOOKED_AT.stream().map(functions::col).toArray(Column[]::new);
        Column[] columns = Stream.of(
                        Stream.of(others), ReadRow.sample().stream(), Stream.of(col(RememberedRows.REMEMBERED)))
                .flatMap(each -> each)
                .toArray(Column[]::new);
        return finished.select(
                        Stream.concat(Stream.of(others), Stream.of(named)).toArray(Column[]::new))
                .join(
                        texts.drop(LOOKED_AT.toArray(String[]::new))
                                .drop(Columns.CONTENT_HASH, RememberedRows.WRITTEN_SPLIT, RowLine.HASH),
                        Columns.LINE_KEY)
                .select(columns);
    }

    /** Those that are in a split and are not as an earlier night wrote them. */
    Dataset<Row> kept() {
        return rows.filter(Marks.kept()).filter(not(col(STANDS)));
    }

    /** Texts with the split in which their row is tonight, if a next night has the same line of it there, and the hash of that line. */
    Dataset<Row> written(Dataset<Row> texts) {
        Column same = lit(asRemembered);
        Dataset<Row> lines = kept().select(
                        col(Columns.LINE_KEY),
                        when(same, col("split")).as(RememberedRows.WRITTEN_SPLIT),
                        when(same, col(RowLine.HASH)).as(RowLine.HASH));
        return texts.drop(RememberedRows.WRITTEN_SPLIT, RowLine.HASH, RememberedRows.REMEMBERED)
                .join(lines, new String[] {Columns.LINE_KEY}, "left");
    }

    /** As {@link #written}, of texts among which are those of rows that stand. */
    Dataset<Row> stillWritten(Dataset<Row> texts) {
        Column stands = standing.has(col(Columns.LINE_KEY));
        String[] was = {"wasWritten", "wasHash"};
        Dataset<Row> before = texts.withColumn(was[0], when(stands, col(RememberedRows.WRITTEN_SPLIT)))
                .withColumn(was[1], when(stands, col(RowLine.HASH)));
        return written(before)
                .withColumn(RememberedRows.WRITTEN_SPLIT, coalesce(col(RememberedRows.WRITTEN_SPLIT), col(was[0])))
                .withColumn(RowLine.HASH, coalesce(col(RowLine.HASH), col(was[1])))
                .drop(was);
    }

    /** The last message of each row with one of these keys of lines, by the key in hexadecimal. */
    Map<String, String> lastMessages(List<byte[]> keys) {
        Map<String, String> found = new HashMap<>();
        if (!keys.isEmpty()) {
            Column some = col(Columns.LINE_KEY).isin(keys.toArray());
            joined(finished.filter(some), texts.filter(some))
                    .select(col(Columns.LINE_KEY), element_at(col("prompt"), -1).getField("content"))
                    .collectAsList()
                    .forEach(row -> found.put(HexFormat.of().formatHex(row.getAs(0)), row.getString(1)));
        }
        return found;
    }
}
