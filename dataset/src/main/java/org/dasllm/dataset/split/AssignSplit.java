package org.dasllm.dataset.split;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.config.SplitFractions;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.row.GroupHash;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;

/**
 * Gives every row its split. A fixed split is honoured, and a row of the remembered test set is fixed there. The other rows of a group,
 * and those that share a named key with it, follow the group's fixed split; groups without one go where the hash of their component
 * sends them all. A fixed test set grows by nothing and lends its groups to nobody: their other rows are dropped.
 */
public final class AssignSplit implements DatasetStep {
    private static final Reason GROUP_IN_TEST =
            Reason.leak("group-in-test", "its group has rows fixed in the test set, and this row is not one of them");
    private static final Reason GROUP_IN_VALIDATION =
            Reason.of("group-in-validation", "its group has rows fixed in validation, and this row is fixed in train");
    private static final Reason KEY_IN_TEST =
            Reason.leak("key-in-test", "rows that share a named key with it are fixed in the test set");

    private final GroupHash hash;
    private final List<String> together;
    private final SealedTest sealed;

    /**
     * @param salt changes which component the hash sends where
     * @param fractions of the groups without a fixed split
     * @param together attributes whose equal values stay in one split
     * @param sealed the test set that is remembered
     */
    public AssignSplit(String salt, SplitFractions fractions, List<String> together, SealedTest sealed) {
        this.hash = new GroupHash(salt, fractions);
        this.together = List.copyOf(together);
        this.sealed = sealed;
    }

    @Override
    public String name() {
        return "assign-split";
    }

    @Override
    public String version() {
        return "2";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(GROUP_IN_TEST, GROUP_IN_VALIDATION, KEY_IN_TEST);
    }

    @Override
    public List<KeyCheck> checks() {
        return List.of(new KeyCheck("groups in more than one split", "group", KeyCheck.Once.IN_A_SPLIT));
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        UserDefinedFunction hashed = udf((UDF1<String, String>) hash::split, DataTypes.StringType);
        Column fixed = col("fixedSplit");
        Column rank = when(Marks.kept(), Marks.rank(fixed));
        Dataset<Row> ranked = remembered(rows)
                .withColumn("groupRank", max(rank).over(Window.partitionBy(Marks.keyOfKept("group"))))
                .withColumn("keyRank", lit(null).cast(DataTypes.IntegerType));
        for (String name : together) {
            Column value = col("attributes").getItem(name);
            Dataset<Row> keyed = ranked.withColumn("keyOfRow", coalesce(value, concat(lit("-"), col("contentHash"))));
            ranked = keyed.withColumn(
                            "keyRank",
                            greatest(
                                    col("keyRank"),
                                    when(
                                            value.isNotNull(),
                                            max(rank).over(Window.partitionBy(value.isNotNull(), col("keyOfRow"))))))
                    .drop("keyOfRow");
        }
        Column fixedRank = greatest(col("groupRank"), col("keyRank"));
        Column ofGroup = element_at(array(lit("train"), lit("validation"), lit("test")), fixedRank.plus(1));
        Dataset<Row> assigned = ranked.withColumn(
                "split",
                coalesce(
                        fixed,
                        when(fixedRank.isNotNull(), ofGroup),
                        when(col("group").isNotNull(), hashed.apply(col(GraphColumns.COMPONENT)))));
        Column notTest = coalesce(fixed, lit("")).notEqual("test");
        Column inTest = col("groupRank").equalTo(2).and(notTest);
        Column reason = when(inTest, Marks.code(GROUP_IN_TEST))
                .when(col("groupRank").equalTo(1).and(fixed.equalTo("train")), Marks.code(GROUP_IN_VALIDATION))
                .when(col("keyRank").equalTo(2).and(notTest), Marks.code(KEY_IN_TEST));
        Column how = when(fixed.isNotNull(), concat(lit("fixed in "), fixed))
                .when(fixedRank.isNotNull(), concat(lit("as other rows of its group are fixed: "), ofGroup))
                .otherwise(concat(col("split"), lit(", by the hash of "), col(GraphColumns.COMPONENT)));
        return Marks.drop(
                        Marks.see(assigned, this, when(Marks.kept(), how)), reason, concat(lit("group "), col("group")))
                .drop("groupRank", "keyRank", "fixedSplit");
    }

    /** The fixed splits, with the rows of the remembered test set, or in the place of one that is gone another row with its prompt. */
    private Dataset<Row> remembered(Dataset<Row> rows) {
        if (sealed.isEmpty()) {
            return rows.withColumnRenamed("split", "fixedSplit").withColumn(Marks.SEALED, lit(false));
        }
        SealedTest test = sealed;
        Column standing = udf((UDF2<String, String, Integer>) test::standing, DataTypes.IntegerType)
                .apply(col(GraphColumns.PROMPT_KEY), col("contentHash"));
        Column highest = max(when(Marks.kept(), col("standing")))
                .over(Window.partitionBy(Marks.keyOfKept(GraphColumns.PROMPT_KEY)));
        return rows.withColumnRenamed("split", "writtenSplit")
                .withColumn("standing", coalesce(standing, lit(0)))
                .withColumn("highest", highest)
                .withColumn(
                        Marks.SEALED, col("standing").gt(0).and(col("standing").equalTo(col("highest"))))
                .withColumn(
                        "fixedSplit",
                        when(coalesce(col(Marks.SEALED), lit(false)), lit("test"))
                                .otherwise(col("writtenSplit")))
                .drop("standing", "highest", "writtenSplit");
    }
}
