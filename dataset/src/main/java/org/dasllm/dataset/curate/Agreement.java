package org.dasllm.dataset.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.graph.GraphColumns;
import org.dasllm.dataset.step.Columns;
import org.jspecify.annotations.Nullable;

/**
 * How far the answers to the same prompt agree: Krippendorff's α for nominal data, for each field of the answer. A prompt with two answers
 * and more is a unit, each row a rating, whichever teacher or sample it is from; equal lines count once.
 *
 * <p>α = 1 − (n − 1) · Σ_units (m² − Σ_c n_c²) / (m − 1) ÷ (n² − Σ_c N_c²), with m ratings of a unit, n ratings of all units, n_c ratings of a
 * unit with the value c, and N_c of all units (Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011).
 */
final class Agreement {
    private static final String WHOLE = "answer";

    private Agreement() {}

    /**
     * By field, in order; of rows whose answer was allowed, dropped later or not. Fields without a unit are left out.
     *
     * @param finished all rows, but perhaps those whose prompt no other row has
     */
    static List<DatasetCard.Agreement> of(Dataset<Row> finished) {
        Column fields = when(size(col(Columns.LABELS)).gt(0), col(Columns.LABELS))
                .otherwise(map(lit(WHOLE), col(Columns.ANSWER)));
        Dataset<Row> ratings = finished.filter(col(Columns.ANSWER).isNotNull())
                .filter(col(Columns.ANSWER)
                        .notEqual("")
                        .and(col(GraphColumns.PROMPT_KEY).isNotNull()))
                .dropDuplicates(Columns.CONTENT_HASH)
                .select(col(GraphColumns.PROMPT_KEY).as("unit"), explode(fields));
        return ofRatings(ratings.toDF("unit", "field", "value"));
    }

    /** @param ratings columns {@code unit}, {@code field}, {@code value}, one row for each rating */
    static List<DatasetCard.Agreement> ofRatings(Dataset<Row> ratings) {
        Dataset<Row> values =
                ratings.groupBy("unit", "field", "value").agg(count(lit(1)).as("times"));
        Dataset<Row> units = values.groupBy("unit", "field")
                .agg(
                        sum("times").as("ratings"),
                        sum(col("times").multiply(col("times"))).as("squares"))
                .filter(col("ratings").gt(1));
        // By the number of ratings, so that the sum of fractions has one order.
        List<Row> bySize = units.groupBy("field", "ratings")
                .agg(count(lit(1)), sum(col("ratings").multiply(col("ratings")).minus(col("squares"))))
                .orderBy("field", "ratings")
                .collectAsList();
        List<Row> byValue = values.join(units.select("unit", "field"), new String[] {"unit", "field"})
                .groupBy("field", "value")
                .agg(sum("times").as("all"))
                .groupBy("field")
                .agg(sum(col("all").multiply(col("all"))))
                .collectAsList();
        Map<String, Long> squares = new HashMap<>();
        byValue.forEach(row -> squares.put(row.getString(0), row.getLong(1)));
        Map<String, List<Row>> fields = new TreeMap<>();
        bySize.forEach(row -> fields.computeIfAbsent(row.getString(0), key -> new ArrayList<>())
                .add(row));
        List<DatasetCard.Agreement> found = new ArrayList<>();
        fields.forEach((field, sizes) -> found.add(of(field, sizes, squares.getOrDefault(field, 0L))));
        return found;
    }

    private static DatasetCard.Agreement of(String field, List<Row> sizes, long squares) {
        long units = 0;
        long ratings = 0;
        double disagreement = 0;
        for (Row row : sizes) {
            long ofUnit = row.getLong(1);
            units += row.getLong(2);
            ratings += ofUnit * row.getLong(2);
            disagreement += (double) row.getLong(3) / (ofUnit - 1);
        }
        double expected = (double) ratings * ratings - squares;
        // With one value alone there is nothing to agree on.
        @Nullable Double alpha = expected == 0 ? null : 1 - (ratings - 1) * disagreement / expected;
        return new DatasetCard.Agreement(field, units, ratings, alpha);
    }
}
