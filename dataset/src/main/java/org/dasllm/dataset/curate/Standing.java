package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.memory.KeyTable;
import org.dasllm.dataset.memory.SplitTable;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are in the split in which an earlier night wrote them: they are as they were written, and need neither be made again nor sorted.
 *
 * @param keys of their lines
 * @param texts of {@link RememberedRows#texts}, of these and other rows; null where none stands
 */
record Standing(Broadcast<KeyTable> keys, @Nullable Dataset<Row> texts) {
    static Standing none(SparkSession session) {
        return new Standing(context(session).broadcast(KeyTable.none()), null);
    }

    /**
     * Looks for them.
     *
     * @param finished rows behind the last step
     * @param texts of the nights before
     */
    static Standing of(Dataset<Row> finished, Dataset<Row> texts) {
        Broadcast<SplitTable> splits = context(finished.sparkSession())
                .broadcast(SplitTable.of(
                        finished.filter(Marks.kept()).select(col(Columns.LINE_KEY), Marks.rank(col("split")))));
        Column there = udf(
                        (UDF2<byte[], Integer, Boolean>)
                                (key, split) -> splits.value().has(key, split),
                        DataTypes.BooleanType)
                .apply(col(Columns.LINE_KEY), col("rank"));
        Dataset<Row> keys = texts.select(
                        col(Columns.LINE_KEY),
                        Marks.rank(col(RememberedRows.WRITTEN_SPLIT)).as("rank"))
                .filter(col("rank").isNotNull())
                .filter(there)
                .select(Columns.LINE_KEY);
        return new Standing(context(finished.sparkSession()).broadcast(KeyTable.of(keys)), texts);
    }

    private static JavaSparkContext context(SparkSession session) {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    boolean isEmpty() {
        return keys.value().size() == 0;
    }

    /** Whether the row of a line stands; rows that were dropped may have the same line. */
    Column has(Column key) {
        return isEmpty() ? lit(false) : among(keys, key);
    }

    /** Whether a key is in a table. */
    static Column among(Broadcast<KeyTable> keys, Column key) {
        return udf((UDF1<byte[], Boolean>) one -> keys.value().has(one), DataTypes.BooleanType)
                .apply(key);
    }

    /** The rows as they were written: the sample's columns and {@link RowLine#HASH}. */
    @Nullable
    Dataset<Row> rows() {
        if (texts == null || isEmpty()) {
            return null;
        }
        Dataset<Row> rows = texts.filter(has(col(Columns.LINE_KEY)))
                .withColumn("split", col(RememberedRows.WRITTEN_SPLIT))
                .withColumn(Columns.ANSWER, lit(""));
        return rows.select(Stream.concat(ReadRow.sample().stream(), Stream.of(col(RowLine.HASH)))
                .toArray(Column[]::new));
    }
}
