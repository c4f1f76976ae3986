package org.dasllm.dataset.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.dasllm.dataset.config.Caps;
import org.dasllm.dataset.row.OtherAnswer;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.DatasetStep;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Reason;
import org.dasllm.format.sample.Split;

/** Drops rows of the training set beyond a number for each label, and then for each source; the least content hashes stay. */
public final class CapRows implements DatasetStep {
    private static final Reason LABEL = Reason.of("over-label-cap", "the training set has enough rows with its answer");
    private static final Reason SOURCE = Reason.of("over-source-cap", "the training set has enough rows of its source");

    private final Caps config;

    public CapRows(Caps config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "caps";
    }

    @Override
    public List<Reason> reasons() {
        return List.of(LABEL, SOURCE);
    }

    @Override
    public Dataset<Row> apply(Dataset<Row> rows) {
        Column label = when(size(col(Columns.LABELS)).gt(0), col(Columns.ANSWER));
        Dataset<Row> capped = config.perLabel() == 0 ? rows : capped(rows, label, config.perLabel(), LABEL);
        return config.perSource() == 0 ? capped : capped(capped, col("source"), config.perSource(), SOURCE);
    }

    private static Dataset<Row> capped(Dataset<Row> rows, Column value, long most, Reason reason) {
        Column counts =
                Marks.kept().and(col("split").equalTo(Split.TRAIN.label())).and(value.isNotNull());
        Column key = when(counts, concat(lit("+"), value)).otherwise(concat(lit("-"), col(Columns.CONTENT_HASH)));
        Dataset<Row> placed = rows.withColumn("capKey", key)
                .withColumn(
                        "place",
                        row_number()
                                .over(Window.partitionBy("capKey").orderBy(Columns.CONTENT_HASH, Columns.FILE, "id")));
        Column over = when(counts.and(col("place").gt(most)), Marks.code(reason));
        return Marks.drop(
                        placed,
                        over,
                        concat(
                                lit("one of more than " + most + " with "),
                                OtherAnswer.excerpt(coalesce(value, lit("")))))
                .drop("capKey", "place");
    }
}
