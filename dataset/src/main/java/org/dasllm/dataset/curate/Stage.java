package org.dasllm.dataset.curate;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dasllm.dataset.row.Excerpt;
import org.dasllm.dataset.row.Reason;

/**
 * One step over all rows. A stage never removes a row: it gives those it drops a reason, and leaves alone those that an
 * earlier stage dropped.
 */
interface Stage {
    Dataset<Row> apply(Dataset<Row> rows);

    static Column kept() {
        return functions.col(Columns.REASON).isNull();
    }

    static Column code(Reason reason) {
        return functions.lit(reason.code());
    }

    /**
     * A key to partition by: the column for rows that are kept; for dropped ones something that keeps them apart, since
     * one null key for all of them would put them on one machine.
     */
    static Column keyOfKept(String column) {
        return functions
                .when(kept(), functions.concat(functions.lit("+"), functions.col(column)))
                .otherwise(functions.concat(functions.lit("-"), functions.col(Columns.CONTENT_HASH)));
    }

    /** What a detail adds where the row that is kept and the one that is dropped have different answers. */
    static Column answers(Column kept, Column dropped) {
        return functions
                .when(
                        kept.notEqual(dropped),
                        functions.concat(
                                functions.lit("; it has "),
                                excerpt(kept),
                                functions.lit(", this one "),
                                excerpt(dropped)))
                .otherwise(functions.lit(""));
    }

    private static Column excerpt(Column answer) {
        UserDefinedFunction excerpt = functions.udf((UDF1<String, String>) Excerpt::of, DataTypes.StringType);
        return excerpt.apply(functions.coalesce(answer, functions.lit("")));
    }

    /** 2 for test, 1 for validation, 0 for train: where the same thing is in two splits, the greater keeps it. */
    static Column rank(Column split) {
        return functions
                .when(split.equalTo("test"), 2)
                .when(split.equalTo("validation"), 1)
                .when(split.equalTo("train"), 0);
    }

    /** Sets the reason of kept rows where {@code reason} is not null. */
    static Dataset<Row> drop(Dataset<Row> rows, Column reason, Column detail) {
        String pending = "pendingReason";
        return rows.withColumn(pending, functions.when(kept(), reason))
                .withColumn(
                        Columns.DETAIL,
                        functions
                                .when(functions.col(pending).isNotNull(), detail)
                                .otherwise(functions.col(Columns.DETAIL)))
                .withColumn(Columns.REASON, functions.coalesce(functions.col(Columns.REASON), functions.col(pending)))
                .drop(pending);
    }
}
