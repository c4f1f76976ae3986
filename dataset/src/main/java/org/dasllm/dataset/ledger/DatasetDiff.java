package org.dasllm.dataset.ledger;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Which rows fare otherwise in another dataset, and why. Rows are the same where they have the same id; lines without one, the same text. */
public final class DatasetDiff {
    /** As many changed rows are listed; all are counted. */
    private static final int MOST_ROWS = 200;

    private DatasetDiff() {}

    /**
     * The differences in words: first how many rows went from which fate to which, then the rows.
     *
     * @param before a dataset's folder
     * @param after another one's
     */
    public static List<String> of(SparkSession session, Path before, Path after) {
        Dataset<Row> one = fates(LedgerFiles.open(session, before)).toDF("key", "was", "whyBefore");
        Dataset<Row> other = fates(LedgerFiles.open(session, after)).toDF("otherKey", "is", "whyNow");
        Dataset<Row> changed = one.join(other, col("key").equalTo(col("otherKey")), "full_outer")
                .select(
                        coalesce(col("key"), col("otherKey")).as("key"),
                        coalesce(col("was"), lit("absent")).as("was"),
                        coalesce(col("is"), lit("absent")).as("is"),
                        coalesce(col("whyNow"), col("whyBefore"), lit("")).as("why"))
                .filter(col("was").notEqual(col("is")))
                .persist();
        try {
            List<String> lines = new ArrayList<>();
            changed.groupBy("was", "is")
                    .agg(count(lit(1)).as("rows"))
                    .orderBy(col("rows").desc(), col("was"), col("is"))
                    .collectAsList()
                    .forEach(row ->
                            lines.add(row.getLong(2) + " rows: " + row.getString(0) + " -> " + row.getString(1)));
            if (lines.isEmpty()) {
                return List.of("every row fares the same in " + before + " and " + after);
            }
            List<Row> rows = changed.orderBy("key").limit(MOST_ROWS + 1).collectAsList();
            for (Row row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
                String why = row.getString(3);
                lines.add("  " + row.getString(0) + ": " + row.getString(1) + " -> " + row.getString(2)
                        + (why.isEmpty() ? "" : " (" + why + ")"));
            }
            if (rows.size() > MOST_ROWS) {
                lines.add("  and more; the ledger/ folders have all of them");
            }
            return lines;
        } finally {
            changed.unpersist();
        }
    }

    /** One row for each id: all fates of its lines, sorted, and their details. */
    private static Dataset<Row> fates(Dataset<Row> ledger) {
        Column fate = when(col("reason").isNull(), col("split")).otherwise(concat(lit("quarantine "), col("reason")));
        return ledger.select(
                        coalesce(col("id"), col("contentHash")).as("key"),
                        fate.as("fate"),
                        when(col("reason").isNotNull(), coalesce(col("detail"), lit("")))
                                .as("detail"))
                .groupBy("key")
                .agg(sort_array(collect_list(struct("fate", "detail"))).as("all"))
                .select(
                        col("key"),
                        array_join(col("all.fate"), ", ").as("fates"),
                        array_join(col("all.detail"), "; ").as("details"));
    }
}
