package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.dasllm.dataset.row.Reason;

/**
 * Keeps a prompt in one split only, test before validation before train, and, unless told otherwise, once in it: the row
 * with the least content hash, so that neither order nor partitioning matters. Where that row has another answer, the
 * reason or the detail says so.
 */
final class DropRepeatedPrompts implements Stage {
    private final boolean exactDuplicates;

    DropRepeatedPrompts(boolean exactDuplicates) {
        this.exactDuplicates = exactDuplicates;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column rank = Stage.rank(col("split"));
        WindowSpec everywhere = Window.partitionBy("key");
        WindowSpec inOrder = everywhere.orderBy(rank.desc(), col(Columns.CONTENT_HASH), col(Columns.FILE));
        WindowSpec inSplit = Window.partitionBy("key", "split");
        Dataset<Row> seen = rows.withColumn("key", Stage.keyOfKept(Columns.PROMPT_KEY))
                .withColumn("topRank", max(rank).over(everywhere))
                .withColumn("firstId", first(col("id")).over(inOrder))
                .withColumn("firstAnswer", first(col(Columns.ANSWER)).over(inOrder))
                .withColumn("place", row_number().over(inSplit.orderBy(Columns.CONTENT_HASH, Columns.FILE)))
                .withColumn("least", min(Columns.ANSWER).over(inSplit))
                .withColumn("greatest", max(Columns.ANSWER).over(inSplit))
                .withColumn(
                        Columns.CONFLICT,
                        Stage.kept()
                                .and(col("place").equalTo(1))
                                .and(coalesce(col("least").notEqual(col("greatest")), lit(false))))
                .withColumn(
                        Columns.OTHER_ANSWER,
                        Stage.kept().and(coalesce(col("firstAnswer").notEqual(col(Columns.ANSWER)), lit(false))));
        Column elsewhere = rank.lt(col("topRank"));
        Column reason = when(elsewhere.and(col("topRank").equalTo(2)), Stage.code(Reason.PROMPT_IN_TEST))
                .when(elsewhere, Stage.code(Reason.PROMPT_IN_VALIDATION));
        if (exactDuplicates) {
            Column again = col("place").gt(1);
            reason = reason.when(again.and(col(Columns.OTHER_ANSWER)), Stage.code(Reason.CONFLICTING_ANSWER))
                    .when(again, Stage.code(Reason.DUPLICATE_PROMPT));
        }
        // Whatever is dropped here is dropped for the first row of all.
        Column detail =
                concat(lit("kept is the row "), col("firstId"), Stage.answers(col("firstAnswer"), col(Columns.ANSWER)));
        return Stage.drop(seen, reason, detail)
                .drop("key", "topRank", "firstId", "firstAnswer", "place", "least", "greatest");
    }
}
