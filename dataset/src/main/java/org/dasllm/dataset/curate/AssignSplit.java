package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dasllm.dataset.row.Reason;

/**
 * Gives every row its split. A fixed split is honoured. The other rows of a group follow the group's fixed split, or its
 * hash where it has none. A fixed test set grows by nothing and lends its groups to nobody: their other rows are dropped.
 */
final class AssignSplit implements Stage {
    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column fixed = col(Columns.FIXED_SPLIT);
        Column groupRank = col("groupRank");
        Dataset<Row> ranked = rows.withColumn(
                "groupRank",
                max(when(Stage.kept(), Stage.rank(fixed))).over(Window.partitionBy(Stage.keyOfKept("group"))));
        Column ofGroup = element_at(array(lit("train"), lit("validation"), lit("test")), groupRank.plus(1));
        Dataset<Row> assigned =
                ranked.withColumn("split", coalesce(fixed, when(groupRank.isNotNull(), ofGroup), col("hashedSplit")));
        Column reason = when(
                        groupRank.equalTo(2).and(coalesce(fixed, lit("")).notEqual("test")),
                        Stage.code(Reason.GROUP_IN_TEST))
                .when(groupRank.equalTo(1).and(fixed.equalTo("train")), Stage.code(Reason.GROUP_IN_VALIDATION));
        return Stage.drop(assigned, reason, concat(lit("group "), col("group"))).drop("groupRank");
    }
}
