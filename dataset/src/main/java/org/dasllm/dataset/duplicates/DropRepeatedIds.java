package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/** Makes ids unique: test before validation before train, then what a person decided to keep, then the least content hash. */
public final class DropRepeatedIds implements DatasetStep {
    private static final Reason DUPLICATE_ID = Reason.of("duplicate-id", "another kept row has the same id");

    @Override
    public String name() {
        return "repeated-ids";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(DUPLICATE_ID);
    }

    @Override
    public List<KeyCheck> checks() {
        return List.of(new KeyCheck("ids given to more than one row", "id", KeyCheck.Once.IN_A_ROW));
    }

    @Override
    public boolean readsRowsAgain() {
        return true;
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        return SharedKeys.apart(rows, "id", DropRepeatedIds::ofOneId, UnaryOperator.identity());
    }

    private static Dataset<Row> ofOneId(Dataset<Row> rows) {
        WindowSpec inOrder = Window.partitionBy("key")
                .orderBy(
                        Marks.rank(col("split")).desc(),
                        col(Marks.SEALED).desc(),
                        Marks.decided().desc(),
                        col(Columns.CONTENT_HASH),
                        col(Columns.FILE));
        Dataset<Row> seen = rows.withColumn("key", Marks.keyOfKept("id"))
                .withColumn("place", row_number().over(inOrder));
        return Marks.drop(seen, when(col("place").gt(1), Marks.code(DUPLICATE_ID)), concat(lit("id "), col("id")))
                .drop("key", "place");
    }
}
