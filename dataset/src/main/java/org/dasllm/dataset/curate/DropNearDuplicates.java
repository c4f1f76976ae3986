package org.dasllm.dataset.curate;

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

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.NormalisedPrompt;
import org.dasllm.dataset.row.Reason;
import org.dasllm.format.sample.Message;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Drops a row when nearly the same prompt comes before it: test before validation before train, then by content hash.
 * Candidates by MinHash, each verified by exact Jaccard similarity. Two rows of a split that have different labels both
 * stay: what tells them apart may be one word. No two other rows that are left are a verified pair, and that needs no
 * connected components. Ids must be unique by now.
 */
final class DropNearDuplicates implements Stage {
    private final double threshold;

    DropNearDuplicates(double threshold) {
        this.threshold = threshold;
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
        Column order = struct(lit(0).minus(Stage.rank(col("split"))).as("split"), col(Columns.CONTENT_HASH), col("id"));
        // Free text has no labels, and hardly ever the same answer twice.
        Column label = when(size(col(Columns.LABELS)).gt(0), col(Columns.ANSWER));
        Column row = struct(
                order.as("order"),
                col("id"),
                label.as("label"),
                col(Columns.ANSWER),
                shingles.apply(col("prompt")).as("set"));
        Dataset<Row> banded = rows.filter(Stage.kept())
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
                        rank.gt(Stage.rank(col("split"))),
                        when(rank.equalTo(2), Stage.code(Reason.NEAR_DUPLICATE_IN_TEST))
                                .otherwise(Stage.code(Reason.NEAR_DUPLICATE_IN_VALIDATION)))
                .when(rank.isNotNull(), Stage.code(Reason.NEAR_DUPLICATE));
        Column detail =
                concat(lit("near the row "), col("near.id"), Stage.answers(col("near.answer"), col(Columns.ANSWER)));
        Column otherAnswer = coalesce(col("near.answer").notEqual(col(Columns.ANSWER)), col("besideOther"), lit(false));
        Dataset<Row> marked = rows.join(near, Stage.kept().and(col("id").equalTo(col("nearId"))), "left")
                .withColumn(
                        Columns.OTHER_ANSWER, when(Stage.kept(), otherAnswer).otherwise(col(Columns.OTHER_ANSWER)));
        return Stage.drop(marked, reason, detail).drop("nearId", "near", "besideOther");
    }

    private static long[] shingles(Seq<Row> prompt) {
        List<Message> messages = new ArrayList<>();
        for (Row message : CollectionConverters.asJava(prompt)) {
            messages.add(new Message(message.getString(0), message.getString(1)));
        }
        return Shingles.of(NormalisedPrompt.withoutSystem(messages));
    }

    private static long[] array(Seq<Long> values) {
        return CollectionConverters.asJava(values).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
