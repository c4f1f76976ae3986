package org.dasllm.dataset.split;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.config.SplitFractions;
import org.dasllm.dataset.row.GroupHash;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Gives every row its split. A fixed split is honoured. The other rows of a group follow the group's fixed split, or its
 * hash where it has none. A fixed test set grows by nothing and lends its groups to nobody: their other rows are dropped.
 */
public final class AssignSplit implements DatasetStep {
    private static final Reason GROUP_IN_TEST =
            Reason.leak("group-in-test", "its group has rows fixed in the test set, and this row is not one of them");
    private static final Reason GROUP_IN_VALIDATION =
            Reason.of("group-in-validation", "its group has rows fixed in validation, and this row is fixed in train");

    private final GroupHash hash;

    /**
     * @param salt changes which group the hash sends where
     * @param fractions of the groups without a fixed split
     */
    public AssignSplit(String salt, SplitFractions fractions) {
        this.hash = new GroupHash(salt, fractions);
    }

    @Override
    public String name() {
        return "assign-split";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(GROUP_IN_TEST, GROUP_IN_VALIDATION);
    }

    @Override
    public List<KeyCheck> checks() {
        return List.of(new KeyCheck("groups in more than one split", "group", KeyCheck.Once.IN_A_SPLIT));
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        UserDefinedFunction hashed = udf((UDF1<String, String>) hash::split, DataTypes.StringType);
        Column fixed = col("fixedSplit");
        Column groupRank = col("groupRank");
        Dataset<Row> ranked = rows.withColumnRenamed("split", "fixedSplit")
                .withColumn(
                        "groupRank",
                        max(when(Marks.kept(), Marks.rank(fixed))).over(Window.partitionBy(Marks.keyOfKept("group"))));
        Column ofGroup = element_at(array(lit("train"), lit("validation"), lit("test")), groupRank.plus(1));
        Dataset<Row> assigned = ranked.withColumn(
                "split",
                coalesce(
                        fixed,
                        when(groupRank.isNotNull(), ofGroup),
                        when(col("group").isNotNull(), hashed.apply(col("group")))));
        Column reason = when(
                        groupRank.equalTo(2).and(coalesce(fixed, lit("")).notEqual("test")), Marks.code(GROUP_IN_TEST))
                .when(groupRank.equalTo(1).and(fixed.equalTo("train")), Marks.code(GROUP_IN_VALIDATION));
        return Marks.drop(assigned, reason, concat(lit("group "), col("group"))).drop("groupRank", "fixedSplit");
    }
}
