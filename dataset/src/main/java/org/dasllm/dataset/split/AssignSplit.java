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
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
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
import org.dasllm.dataset.graph.KnownHashes;
import org.dasllm.dataset.row.GroupHash;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.KeyCheck;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.sample.Split;

/**
 * Gives every row its split. A fixed split is honoured, and a row of the remembered test set is fixed there. The other rows of a group,
 * and with named keys those of its component, follow the fixed split, validation before train; groups without one go where the hash of
 * their component sends them all. A fixed test set grows by nothing and lends its groups and keys to nobody: their other rows are dropped.
 */
public final class AssignSplit implements DatasetStep {
    private static final Reason GROUP_IN_TEST =
            Reason.leak("group-in-test", "its group has rows fixed in the test set, and this row is not one of them");
    private static final Reason GROUP_IN_VALIDATION =
            Reason.of("group-in-validation", "its group has rows fixed in validation, and this row is fixed in train");
    private static final Reason KEY_IN_TEST =
            Reason.leak("key-in-test", "rows that share a named key with it are fixed in the test set");
    private static final Reason KEY_IN_VALIDATION = Reason.of(
            "key-in-validation",
            "rows that share a named key with it are in validation, and this row is fixed in train");

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
        return "3";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(GROUP_IN_TEST, GROUP_IN_VALIDATION, KEY_IN_TEST, KEY_IN_VALIDATION);
    }

    @Override
    public List<KeyCheck> checks() {
        return Stream.concat(
                        Stream.of(new KeyCheck("groups in more than one split", "group", KeyCheck.Once.IN_A_SPLIT)),
                        together.stream()
                                .map(name -> new KeyCheck(
                                        "values of " + name + " in more than one split",
                                        "attributes.`" + name.replace("`", "``") + "`",
                                        KeyCheck.Once.IN_A_SPLIT)))
                .toList();
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        UserDefinedFunction hashed = udf((UDF1<String, String>) hash::split, DataTypes.StringType);
        Column fixed = col("fixedSplit");
        Dataset<Row> ranked = ranked(remembered(rows), when(Marks.kept(), Marks.rank(fixed)));
        Column fixedRank = col("fixedRank");
        Column ofGroup = element_at(
                array(lit(Split.TRAIN.label()), lit(Split.VALIDATION.label()), lit(Split.TEST.label())),
                fixedRank.plus(1));
        Dataset<Row> assigned = sided(ranked.withColumn(
                "split",
                coalesce(
                        fixed,
                        when(fixedRank.isNotNull(), ofGroup),
                        when(col("group").isNotNull(), hashed.apply(col(GraphColumns.COMPONENT))))));
        Column notTest = coalesce(fixed, lit("")).notEqual(Split.TEST.label());
        Column fixedInTrain = coalesce(fixed, lit("")).equalTo(Split.TRAIN.label());
        Column reason = when(col("groupRank").equalTo(2).and(notTest), Marks.code(GROUP_IN_TEST))
                .when(col("groupSide").equalTo(1).and(fixedInTrain), Marks.code(GROUP_IN_VALIDATION))
                .when(col("keyRank").equalTo(2).and(notTest), Marks.code(KEY_IN_TEST))
                .when(col("keySide").equalTo(1).and(fixedInTrain), Marks.code(KEY_IN_VALIDATION));
        Column how = when(fixed.isNotNull(), concat(lit("fixed in "), fixed))
                .when(fixedRank.isNotNull(), concat(lit("as other rows of its group are fixed: "), ofGroup))
                .otherwise(concat(col("split"), lit(", by the hash of "), col(GraphColumns.COMPONENT)));
        return Marks.drop(
                        Marks.see(assigned, this, when(Marks.kept(), how)), reason, concat(lit("group "), col("group")))
                .drop("groupRank", "keyRank", "fixedRank", "groupSide", "keySide", "fixedSplit");
    }

    /**
     * The fixed ranks: {@code groupRank} and {@code keyRank} of what the row itself shares a group and a named key with, and
     * {@code fixedRank}, which it follows where it is not fixed. With named keys that is the rank of the whole component, since a row that
     * followed its key alone would leave its group behind; rows that the test set drops connect nothing there.
     */
    private Dataset<Row> ranked(Dataset<Row> rows, Column rank) {
        Dataset<Row> ranks = Leaf.of(rows.filter(rank.isNotNull())
                .groupBy(col("group").as("rankedGroup"))
                .agg(max(rank).as("groupRank")));
        Dataset<Row> ofGroups = rows.join(
                        KnownHashes.toJoin(ranks),
                        when(Marks.kept(), col("group")).equalTo(col("rankedGroup")),
                        "left")
                .drop("rankedGroup");
        Dataset<Row> ranked = overKeys(ofGroups, "keyRank", rank);
        if (together.isEmpty()) {
            return ranked.withColumn("fixedRank", col("groupRank"));
        }
        Column ofComponent =
                max(when(outOfTest(), rank)).over(Window.partitionBy(Marks.keyOfKept(GraphColumns.COMPONENT)));
        return ranked.withColumn("componentRank", ofComponent)
                .withColumn("fixedRank", when(outOfTest(), col("componentRank")).otherwise(lit(2)))
                .drop("componentRank");
    }

    /** {@code groupSide} and {@code keySide}: the ranks of the splits that the rows of a group and of a named key are to be in. */
    private Dataset<Row> sided(Dataset<Row> assigned) {
        if (together.isEmpty()) {
            return assigned.withColumn("groupSide", col("groupRank")).withColumn("keySide", col("keyRank"));
        }
        Column rank = when(Marks.kept().and(outOfTest()), Marks.rank(col("split")));
        return overKeys(assigned.withColumn("groupSide", overGroup(rank)), "keySide", rank);
    }

    /** Whether the row shares neither group nor named key with the fixed test set. */
    private static Column outOfTest() {
        return coalesce(greatest(col("groupRank"), col("keyRank")), lit(0)).lt(2);
    }

    private static Column overGroup(Column rank) {
        return max(rank).over(Window.partitionBy(Marks.keyOfKept("group")));
    }

    /** The greatest rank of the rows that share a named key with a row; null where none has a rank. */
    private Dataset<Row> overKeys(Dataset<Row> rows, String name, Column rank) {
        Dataset<Row> ranked = rows.withColumn(name, lit(null).cast(DataTypes.IntegerType));
        for (String key : together) {
            Column value = col("attributes").getItem(key);
            Column ofKey = max(rank).over(Window.partitionBy(value.isNotNull(), col("keyOfRow")));
            ranked = ranked.withColumn("keyOfRow", coalesce(value, concat(lit("-"), col("contentHash"))))
                    .withColumn(name, greatest(col(name), when(value.isNotNull(), ofKey)))
                    .drop("keyOfRow");
        }
        return ranked;
    }

    /** The fixed splits, with the rows of the remembered test set, or in the place of one that is gone another row with its prompt. */
    private Dataset<Row> remembered(Dataset<Row> rows) {
        if (sealed.isEmpty()) {
            return rows.withColumnRenamed("split", "fixedSplit").withColumn(Marks.SEALED, lit(false));
        }
        Broadcast<SealedTest> test = JavaSparkContext.fromSparkContext(
                        rows.sparkSession().sparkContext())
                .broadcast(sealed);
        Column standingOf = udf(
                        (UDF2<String, String, Integer>)
                                (prompt, row) -> test.value().standing(prompt, row),
                        DataTypes.IntegerType)
                .apply(col(GraphColumns.PROMPT_KEY), col("contentHash"));
        Dataset<Row> standing =
                rows.withColumnRenamed("split", "writtenSplit").withColumn("standing", coalesce(standingOf, lit(0)));
        Dataset<Row> there =
                Leaf.of(standing.filter(Marks.kept().and(col("standing").equalTo(2)))
                        .select(col(GraphColumns.PROMPT_KEY).as("therePrompt"))
                        .distinct());
        // A row with the prompt of one that is gone takes its place only where that is gone.
        Column taken =
                col("standing").equalTo(1).and(col(GraphColumns.PROMPT_KEY).equalTo(col("therePrompt")));
        return standing.join(KnownHashes.toJoin(there), taken, "left")
                .withColumn(
                        Marks.SEALED,
                        Marks.kept()
                                .and(col("standing").gt(0))
                                .and(col("therePrompt").isNull()))
                .withColumn(
                        "fixedSplit",
                        when(col(Marks.SEALED), lit(Split.TEST.label())).otherwise(col("writtenSplit")))
                .drop("standing", "therePrompt", "writtenSplit");
    }
}
