package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_concat;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dasllm.dataset.row.UsedAnswer;
import org.dasllm.dataset.step.Candidate;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Marks;
import org.dasllm.dataset.step.Rejection;
import org.dasllm.dataset.step.SortedMap;
import org.dasllm.format.sample.Split;
import org.jspecify.annotations.Nullable;

/**
 * What the row steps behind the split say of a row that is in the test set, or in another one. It is worked out for both while the row is read,
 * and the split takes one of the two.
 *
 * @param rejection null where the row stays
 * @param answer as {@link Candidate} has it, and so the others
 * @param seen by these steps alone
 * @param characters of the answer that is used
 */
record Outcome(
        @Nullable Rejection rejection,
        String answer,
        Map<String, String> labels,
        Map<String, Long> noted,
        Map<String, String> seen,
        int characters) {
    /** The columns with what holds in the test set, where that is something else, and in the others. */
    static final String IN_TEST = "inTest";

    static final String ELSEWHERE = "elsewhere";

    static final StructType SCHEMA = new StructType()
            .add(Columns.REASON, DataTypes.StringType)
            .add(Columns.DETAIL, DataTypes.StringType)
            .add(Columns.ANSWER, DataTypes.StringType)
            .add(Columns.LABELS, Columns.TEXT_BY_NAME)
            .add(Columns.NOTED, Columns.COUNT_BY_NAME)
            .add(Columns.SEEN, Columns.TEXT_BY_NAME)
            .add(Columns.ANSWER_CHARACTERS, DataTypes.IntegerType);

    /**
     * What the steps behind the split made of a candidate.
     *
     * @param before as it came to them
     */
    static Outcome of(Candidate before, Fate fate) {
        Candidate after = fate.candidate();
        String used = UsedAnswer.of(after.sample());
        int characters = used.codePointCount(0, used.length());
        return fate.rejection() == null
                ? new Outcome(null, after.answer(), after.labels(), after.noted(), after.seen(), characters)
                : new Outcome(fate.rejection(), "", Map.of(), before.noted(), after.seen(), characters);
    }

    /** In {@link #SCHEMA}. What is empty is mostly empty, and null is shorter. */
    Row row() {
        return RowFactory.create(
                rejection == null ? null : rejection.reason().code(),
                rejection == null ? null : rejection.detail(),
                answer,
                SortedMap.of(labels),
                noted.isEmpty() ? null : SortedMap.of(noted),
                seen.isEmpty() ? null : SortedMap.of(seen),
                characters);
    }

    /** Rows that have a split, with what is said of them in it. */
    static Dataset<Row> taken(Dataset<Row> rows) {
        Column outcome = when(
                Marks.kept(), coalesce(when(col("split").equalTo(Split.TEST.label()), col(IN_TEST)), col(ELSEWHERE)));
        Column said = col("outcome").getField(Columns.SEEN);
        Dataset<Row> chosen = rows.withColumn("outcome", outcome)
                .withColumn(Columns.ANSWER, col("outcome").getField(Columns.ANSWER))
                .withColumn(Columns.LABELS, col("outcome").getField(Columns.LABELS))
                .withColumn(Columns.NOTED, col("outcome").getField(Columns.NOTED))
                .withColumn(Columns.ANSWER_CHARACTERS, col("outcome").getField(Columns.ANSWER_CHARACTERS))
                .withColumn(
                        Columns.SEEN,
                        when(
                                        size(said).gt(0),
                                        map_concat(coalesce(col(Columns.SEEN), map().cast(Columns.TEXT_BY_NAME)), said))
                                .otherwise(col(Columns.SEEN)));
        return Marks.drop(
                        chosen,
                        col("outcome").getField(Columns.REASON),
                        col("outcome").getField(Columns.DETAIL))
                .drop("outcome", IN_TEST, ELSEWHERE);
    }
}
