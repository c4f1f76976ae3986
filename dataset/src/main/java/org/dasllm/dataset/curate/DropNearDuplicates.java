package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.posexplode;
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
 * Candidates by MinHash, each verified by exact Jaccard similarity. No two rows that are left are a verified pair, and
 * that needs no connected components. Ids must be unique by now.
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
        Dataset<Row> banded = rows.filter(Stage.kept())
                .select(
                        col("id"),
                        order.as("order"),
                        shingles.apply(col("prompt")).as("set"))
                .select(col("id"), col("order"), col("set"), posexplode(bands.apply(col("set"))));
        Dataset<Row> before = banded.toDF("beforeId", "beforeOrder", "beforeSet", "beforePos", "beforeCol");
        Dataset<Row> dropped = banded.join(
                        before,
                        col("pos")
                                .equalTo(col("beforePos"))
                                .and(col("col").equalTo(col("beforeCol")))
                                .and(col("beforeOrder").lt(col("order"))))
                .dropDuplicates(new String[] {"id", "beforeId"})
                .filter(jaccard.apply(col("set"), col("beforeSet")).geq(lit(threshold)))
                .groupBy(col("id").as("nearId"))
                .agg(
                        min_by(col("beforeId"), col("beforeOrder")).as("nearTo"),
                        lit(0).minus(min(col("beforeOrder.split"))).as("nearRank"));
        Column reason = when(
                        col("nearRank").gt(Stage.rank(col("split"))),
                        when(col("nearRank").equalTo(2), Stage.code(Reason.NEAR_DUPLICATE_IN_TEST))
                                .otherwise(Stage.code(Reason.NEAR_DUPLICATE_IN_VALIDATION)))
                .when(col("nearRank").isNotNull(), Stage.code(Reason.NEAR_DUPLICATE));
        Dataset<Row> marked = rows.join(dropped, Stage.kept().and(col("id").equalTo(col("nearId"))), "left");
        return Stage.drop(marked, reason, concat(lit("near the row "), col("nearTo")))
                .drop("nearId", "nearTo", "nearRank");
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
