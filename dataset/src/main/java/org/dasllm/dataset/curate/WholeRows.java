package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.SampleColumns;

/**
 * Rows with what came of them and with their texts, in the order of split and id; of those that are kept also the line that they have in the JSON Lines
 * files, {@link RowLine#COLUMN}, and its hash.
 *
 * @param asRemembered whether a row of one line in one split has the same line there every night
 */
record WholeRows(Dataset<Row> rows, boolean asRemembered) {
    /**
     * Joins the texts to the rows.
     *
     * @param finished rows behind the last step
     * @param texts of {@link RememberedRows#texts}
     * @param letGo is given what lets go of the rows, which are read several times
     */
    static WholeRows of(Dataset<Row> finished, Dataset<Row> texts, boolean asRemembered, Consumer<Runnable> letGo) {
        Column[] others = Stream.of(
                        Columns.LINE_KEY,
                        Columns.FILE,
                        Columns.REASON,
                        Columns.DETAIL,
                        Columns.CONTENT_HASH,
                        Columns.ANSWER,
                        GraphColumns.PROMPT_KEY,
                        OtherAnswer.COLUMN)
                .map(functions::col)
                .toArray(Column[]::new);
        Column[] named = Stream.of("id", "group", "split", "attributes", "source")
                .map(functions::col)
                .toArray(Column[]::new);
        Column[] columns = Stream.of(
                        Stream.of(others),
                        ReadRow.sample().stream(),
                        Stream.of(col(RememberedRows.WRITTEN), col(RememberedRows.WRITTEN_SPLIT)))
                .flatMap(each -> each)
                .toArray(Column[]::new);
        Dataset<Row> sorted = finished.select(
                        Stream.concat(Stream.of(others), Stream.of(named)).toArray(Column[]::new))
                .join(texts.drop(Columns.CONTENT_HASH), Columns.LINE_KEY)
                .select(columns)
                .orderBy("split", "id");
        Column made = udf(new RowLine(), DataTypes.StringType).apply(struct(SampleColumns.columns()));
        Column known = col(RememberedRows.WRITTEN_SPLIT).eqNullSafe(col("split"));
        Column line = when(
                Marks.kept(),
                asRemembered ? when(known, col(RememberedRows.WRITTEN)).otherwise(made) : made);
        return new WholeRows(
                Leaf.kept(
                        sorted.withColumn(RowLine.COLUMN, line)
                                .withColumn(RowLine.HASH, sha2(col(RowLine.COLUMN), 256))
                                .drop(RememberedRows.WRITTEN, RememberedRows.WRITTEN_SPLIT),
                        letGo),
                asRemembered);
    }

    /** Those that are in a split. */
    Dataset<Row> kept() {
        return rows.filter(Marks.kept());
    }

    /** By the key of each kept row's line the line that it has in the JSON Lines files, and its split; null where another night's may be another one. */
    Dataset<Row> written(String line, String split) {
        Column same = lit(asRemembered);
        return kept().select(
                        col(Columns.LINE_KEY),
                        when(same, col(RowLine.COLUMN)).as(line),
                        when(same, col("split")).as(split));
    }

    /** The last message of each row with one of these keys of lines, by the key in hexadecimal. */
    Map<String, String> lastMessages(List<byte[]> keys) {
        Map<String, String> found = new HashMap<>();
        if (!keys.isEmpty()) {
            rows.filter(col(Columns.LINE_KEY).isin(keys.toArray()))
                    .select(col(Columns.LINE_KEY), element_at(col("prompt"), -1).getField("content"))
                    .collectAsList()
                    .forEach(row -> found.put(HexFormat.of().formatHex(row.getAs(0)), row.getString(1)));
        }
        return found;
    }
}
