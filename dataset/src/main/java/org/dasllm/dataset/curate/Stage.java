package org.dasllm.dataset.curate;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
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
