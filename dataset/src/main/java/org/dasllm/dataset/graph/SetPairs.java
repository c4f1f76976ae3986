package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Marks;

/** Pairs of sets of shingles: columns {@code one}, {@code other} (hashes of sets) and {@code jaccard}. */
public final class SetPairs {
    private SetPairs() {}

    /**
     * Of candidates those that are near enough.
     *
     * @param candidates columns {@code one} and {@code other}
     * @param sets columns {@code one} and {@code oneSet}, each set once
     */
    static Dataset<Row> verified(Dataset<Row> candidates, Dataset<Row> sets, double threshold) {
        return candidates
                .join(sets, "one")
                .join(sets.toDF("other", "otherSet"), "other")
                .select(
                        col("one"),
                        col("other"),
                        ShingleColumns.jaccard(col("oneSet"), col("otherSet")).as("jaccard"))
                .filter(col("jaccard").geq(lit(threshold)));
    }

    /**
     * All pairs of sets in different splits that are at least this near; none is missed. The same set in two splits is a pair as well.
     *
     * @param rows columns of {@link GraphColumns} and {@code split}; rows that were dropped do not count
     */
    static Dataset<Row> acrossSplits(Dataset<Row> rows, double threshold) {
        Dataset<Row> test = prefixes(rows.filter(col("split").equalTo("test")), threshold);
        Dataset<Row> validation = prefixes(rows.filter(col("split").equalTo("validation")), threshold);
        Dataset<Row> train = prefixes(rows.filter(col("split").equalTo("train")), threshold);
        Dataset<Row> candidates = meeting(test, validation.union(train), threshold)
                .union(meeting(validation, train, threshold))
                .distinct();
        return verified(candidates, sets(rows), threshold);
    }

    private static Dataset<Row> prefixes(Dataset<Row> rows, double threshold) {
        return sets(rows)
                .select(
                        col("one"),
                        length(col("oneSet")).as("size"),
                        explode(ShingleColumns.prefix(col("oneSet"), threshold)).as("token"));
    }

    private static Dataset<Row> meeting(Dataset<Row> prefixes, Dataset<Row> others, double threshold) {
        return prefixes.join(
                        others.toDF("other", "otherSize", "otherToken"),
                        col("token")
                                .equalTo(col("otherToken"))
                                .and(col("size").geq(col("otherSize").multiply(threshold)))
                                .and(col("otherSize").geq(col("size").multiply(threshold))))
                .select("one", "other");
    }

    /** How many such pairs there are; 0 proves that no two splits have prompts that are that near to each other. */
    public static long countAcrossSplits(Dataset<Row> rows, double threshold) {
        return acrossSplits(rows, threshold).count();
    }

    /**
     * The nearest pairs of kept rows, one of the test set and one of another split, that are less than this near, by what MinHash found.
     *
     * @return at most {@code most} rows of the ids, the similarity, and the last messages of both
     */
    public static List<Row> nearMisses(Dataset<Row> kept, double threshold, int most) {
        Column last = element_at(col("prompt"), -1).getField("content");
        Dataset<Row> test = kept.filter(
                        col("split").equalTo("test").and(col(GraphColumns.NEAR).isNotNull()))
                .select(
                        col("id"),
                        last.as("text"),
                        explode(col(GraphColumns.NEAR)).as("edge"))
                .filter(col("edge.jaccard").lt(lit(threshold)));
        Dataset<Row> rest = kept.filter(
                        col("split").notEqual("test").and(col(GraphColumns.NEAR).isNotNull()))
                .select(
                        col("id").as("otherId"),
                        last.as("otherText"),
                        col(GraphColumns.SET_KEY).as("other"));
        return test.join(rest, col("edge.other").equalTo(col("other")))
                .select(col("id"), col("otherId"), col("edge.jaccard").as("jaccard"), col("text"), col("otherText"))
                .orderBy(col("jaccard").desc(), col("id"), col("otherId"))
                .limit(most)
                .collectAsList();
    }

    private static Dataset<Row> sets(Dataset<Row> rows) {
        return rows.filter(Marks.kept())
                .select(
                        col(GraphColumns.SET_KEY).as("one"),
                        col(GraphColumns.SET).as("oneSet"))
                .dropDuplicates("one");
    }
}
