package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.dasllm.dataset.row.Reason;

/** Makes ids unique: test before validation before train, then the least content hash. */
final class DropRepeatedIds implements Stage {
    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        WindowSpec inOrder = Window.partitionBy("key")
                .orderBy(Stage.rank(col("split")).desc(), col(Columns.CONTENT_HASH), col(Columns.FILE));
        Dataset<Row> seen = rows.withColumn("key", Stage.keyOfKept("id"))
                .withColumn("place", row_number().over(inOrder));
        return Stage.drop(
                        seen, when(col("place").gt(1), Stage.code(Reason.DUPLICATE_ID)), concat(lit("id "), col("id")))
                .drop("key", "place");
    }
}
