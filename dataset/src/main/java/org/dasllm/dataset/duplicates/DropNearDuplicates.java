package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.NormalisedPrompt;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.dataset.step.SampleColumns;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Drops a row when nearly the same prompt comes before it: test before validation before train, then by content hash.
 * Candidates by MinHash, each verified by exact Jaccard similarity. Two rows of a split that have different labels both
 * stay: what tells them apart may be one word. No two other rows that are left are a verified pair, and that needs no
 * connected components. Ids must be unique and repeated prompts gone through by now.
 */
public final class DropNearDuplicates implements DatasetStep {
    private static final Reason IN_TEST =
            Reason.leak("near-duplicate-in-test", "nearly the same prompt is in the test set");
    private static final Reason IN_VALIDATION =
            Reason.of("near-duplicate-in-validation", "nearly the same prompt is in the validation set");
    private static final Reason IN_SPLIT = Reason.of(
            "near-duplicate",
            "nearly the same prompt comes before it in the same split, and no label says that they differ");

    private final double threshold;

    /** @param threshold the Jaccard similarity from which two prompts count as nearly the same */
    public DropNearDuplicates(double threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "near-duplicates";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(IN_TEST, IN_VALIDATION, IN_SPLIT);
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        UserDefinedFunction shingles = udf(
                (UDF1<Seq<Row>, long[]>) DropNearDuplicates::shingles, DataTypes.createArrayType(DataTypes.LongType));
        UserDefinedFunction bands = udf(
                (UDF1<Seq<Long>, long[]>) set -> Shingles.bands(array(set)),
                DataTypes.createArrayType(DataTypes.LongType));
        UserDefinedFunction jaccard = udf(
                (UDF2<Seq<Long>, Seq<Long>, Double>) (a, b) -> Shingles.jaccard(array(a), array(b)),
                DataTypes.DoubleType);
        Column order = struct(lit(0).minus(Marks.rank(col("split"))).as("split"), col(Columns.CONTENT_HASH), col("id"));
        // Free text has no labels, and hardly ever the same answer twice.
        Column label = when(size(col(Columns.LABELS)).gt(0), col(Columns.ANSWER));
        Column row = struct(
                order.as("order"),
                col("id"),
                label.as("label"),
                col(Columns.ANSWER),
                shingles.apply(col("prompt")).as("set"));
        Dataset<Row> banded = rows.filter(Marks.kept())
                .select(row.as("row"))
                .select(col("row"), posexplode(bands.apply(col("row.set"))));
        Dataset<Row> before = banded.toDF("before", "beforePos", "beforeCol");
        Dataset<Row> pairs = banded.join(
                        before,
                        col("pos")
                                .equalTo(col("beforePos"))
                                .and(col("col").equalTo(col("beforeCol")))
                                .and(col("before.order").lt(col("row.order"))))
                .select(col("row.id").as("nearId"), col("before.id").as("beforeId"), col("row"), col("before"))
                .dropDuplicates(new String[] {"nearId", "beforeId"})
                .filter(jaccard.apply(col("row.set"), col("before.set")).geq(lit(threshold)));
        Column stays = coalesce(
                col("row.order.split")
                        .equalTo(col("before.order.split"))
                        .and(col("row.label").notEqual(col("before.label"))),
                lit(false));
        Dataset<Row> near = pairs.withColumn("stays", stays)
                .groupBy(col("nearId"))
                .agg(
                        min(when(not(col("stays")), col("before"))).as("near"),
                        max(col("stays")).as("besideOther"));
        Column rank = lit(0).minus(col("near.order.split"));
        Column reason = when(
                        rank.gt(Marks.rank(col("split"))),
                        when(rank.equalTo(2), Marks.code(IN_TEST)).otherwise(Marks.code(IN_VALIDATION)))
                .when(rank.isNotNull(), Marks.code(IN_SPLIT));
        Column detail = concat(
                lit("near the row "), col("near.id"), OtherAnswer.words(col("near.answer"), col(Columns.ANSWER)));
        Column otherAnswer = coalesce(col("near.answer").notEqual(col(Columns.ANSWER)), col("besideOther"), lit(false));
        Dataset<Row> marked = rows.join(near, Marks.kept().and(col("id").equalTo(col("nearId"))), "left")
                .withColumn(OtherAnswer.COLUMN, when(Marks.kept(), otherAnswer).otherwise(col(OtherAnswer.COLUMN)));
        return Marks.drop(marked, reason, detail).drop("nearId", "near", "besideOther");
    }

    private static long[] shingles(Seq<Row> prompt) {
        return Shingles.of(
                NormalisedPrompt.withoutSystem(SampleColumns.messages(CollectionConverters.asJava(prompt).stream())));
    }

    private static long[] array(Seq<Long> values) {
        return CollectionConverters.asJava(values).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
