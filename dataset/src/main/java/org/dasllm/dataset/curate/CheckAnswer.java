package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Drops rows whose answer is not allowed. The answer that counts is the one the row will be used by: the completion, but
 * in the test set the gold label where there is one. To drop test rows because the teacher failed on them would make the
 * teacher look better than it is.
 */
final class CheckAnswer implements Stage {
    /** Whether gold is the answer that counts. */
    static Column byGold() {
        return col("split").equalTo("test").and(col("gold").isNotNull());
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column gold = col(Columns.ON_GOLD);
        Column completion = col(Columns.ON_COMPLETION);
        Dataset<Row> judged = rows.withColumn("judgement", when(byGold(), gold).otherwise(completion));
        Column judgement = col("judgement");
        return Stage.drop(
                        judged,
                        judgement.getField(Columns.REASON),
                        concat(when(byGold(), lit("gold: ")).otherwise(lit("")), judgement.getField(Columns.DETAIL)))
                .withColumn(Columns.ANSWER, judgement.getField(Columns.ANSWER))
                .withColumn(Columns.LABELS, judgement.getField(Columns.LABELS))
                .drop("judgement");
    }
}
