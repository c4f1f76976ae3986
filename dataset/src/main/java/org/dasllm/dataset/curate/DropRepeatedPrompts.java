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
 * with the least content hash, so that neither order nor partitioning matters.
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
        WindowSpec inSplit = Window.partitionBy("key", "split");
        WindowSpec inOrder = inSplit.orderBy(Columns.CONTENT_HASH, Columns.FILE);
        Dataset<Row> seen = rows.withColumn("key", Stage.keyOfKept(Columns.PROMPT_KEY))
                .withColumn("topRank", max(rank).over(everywhere))
                .withColumn("place", row_number().over(inOrder))
                .withColumn("firstId", first(col("id")).over(inOrder))
                .withColumn("least", min(Columns.ANSWER).over(inSplit))
                .withColumn("greatest", max(Columns.ANSWER).over(inSplit))
                .withColumn(
                        Columns.CONFLICT,
                        Stage.kept()
                                .and(col("place").equalTo(1))
                                .and(coalesce(col("least").notEqual(col("greatest")), lit(false))));
        Column elsewhere = rank.lt(col("topRank"));
        Column reason = when(elsewhere.and(col("topRank").equalTo(2)), Stage.code(Reason.PROMPT_IN_TEST))
                .when(elsewhere, Stage.code(Reason.PROMPT_IN_VALIDATION));
        if (exactDuplicates) {
            reason = reason.when(col("place").gt(1), Stage.code(Reason.DUPLICATE_PROMPT));
        }
        Column detail = when(elsewhere, lit("")).otherwise(concat(lit("kept is the row "), col("firstId")));
        return Stage.drop(seen, reason, detail).drop("key", "topRank", "place", "firstId", "least", "greatest");
    }
}
