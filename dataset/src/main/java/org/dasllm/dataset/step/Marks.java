package org.dasllm.dataset.step;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dasllm.format.sample.Split;

/** The expressions with which a {@link DatasetStep} tells rows that are kept from those that are dropped, and drops rows. */
public final class Marks {
    /** Whether the row itself was in the test set that is remembered; nothing takes its place. */
    public static final String SEALED = "sealed";

    private Marks() {}

    /** Whether no step has dropped the row. */
    public static Column kept() {
        return functions.col(Columns.REASON).isNull();
    }

    /** Whether a person decided that the row stays. */
    public static Column decided() {
        return functions.coalesce(
                functions.col(Columns.NOTED).getItem(Candidate.DECIDED).gt(0), functions.lit(false));
    }

    public static Column code(Reason reason) {
        return functions.lit(reason.code());
    }

    /**
     * A key to partition by: the column for rows that are kept; for dropped ones something that keeps them apart, since
     * one null key for all of them would put them on one machine.
     */
    public static Column keyOfKept(String column) {
        return functions
                .when(kept(), functions.concat(functions.lit("+"), functions.col(column)))
                .otherwise(functions.concat(functions.lit("-"), functions.col(Columns.CONTENT_HASH)));
    }

    /** A hash to join by: the column where it is not null; else something that keeps rows apart, as in {@link #keyOfKept}, and matches nothing. */
    public static Column keyToJoin(String column) {
        return functions.coalesce(
                functions.col(column),
                functions.xxhash64(
                        functions.lit("no key"), functions.col(Columns.FILE), functions.col(Columns.CONTENT_HASH)));
    }

    /** 2 for test, 1 for validation, 0 for train: where the same thing is in two splits, the greater keeps it. */
    public static Column rank(Column split) {
        return functions
                .when(split.equalTo(Split.TEST.label()), 2)
                .when(split.equalTo(Split.VALIDATION.label()), 1)
                .when(split.equalTo(Split.TRAIN.label()), 0);
    }

    /** Adds what a step saw to the rows for which the words are not null. */
    public static Dataset<Row> see(Dataset<Row> rows, CurationStep step, Column words) {
        Column seen = functions.map_concat(
                functions.coalesce(functions.col(Columns.SEEN), functions.map().cast(Columns.TEXT_BY_NAME)),
                functions.map(functions.lit(step.name()), words));
        return rows.withColumn(
                Columns.SEEN, functions.when(words.isNotNull(), seen).otherwise(functions.col(Columns.SEEN)));
    }

    /** Sets the reason of kept rows where {@code reason} is not null. */
    public static Dataset<Row> drop(Dataset<Row> rows, Column reason, Column detail) {
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
