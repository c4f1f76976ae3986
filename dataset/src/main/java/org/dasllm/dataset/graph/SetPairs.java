package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Columns;
import org.dasllm.dataset.step.Leaf;
import org.dasllm.format.sample.Split;

/** Pairs of sets of shingles: columns {@code one}, {@code other} (hashes of sets) and {@code jaccard}. */
public final class SetPairs {
    private SetPairs() {}

    /**
     * Of candidates those that are near enough.
     *
     * @param candidates columns {@code one} and {@code other}; a leaf
     * @param sets columns {@code one} and {@code oneSet}, each set once
     */
    static Dataset<Row> verified(Dataset<Row> candidates, Dataset<Row> sets, double threshold) {
        Dataset<Row> near = sets.select("one", "oneSet");
        if (candidates.count() <= KnownHashes.FEW) {
            // Then few of the sets take part, and the others are not moved.
            KnownHashes known = KnownHashes.of(candidates.select("one").union(candidates.select(col("other"))));
            near = Leaf.of(near.filter(known.has(col("one"))));
        }
        return candidates
                .join(near, "one")
                .join(near.toDF("other", "otherSet"), "other")
                .select(
                        col("one"),
                        col("other"),
                        ShingleColumns.jaccard(col("oneSet"), col("otherSet")).as("jaccard"))
                .filter(col("jaccard").geq(lit(threshold)));
    }

    /**
     * The nearest pairs of kept rows, one of the test set and one of another split, that are less than this near, by what MinHash found.
     *
     * @return at most {@code most} rows of the ids, the similarity, and the keys of both lines
     */
    public static List<Row> nearMisses(Dataset<Row> kept, ShingleSets sets, double threshold, int most) {
        Dataset<Row> near = Leaf.of(sets.nearBothWays().filter(col("jaccard").lt(lit(threshold))));
        if (near.isEmpty()) {
            return List.of();
        }
        Dataset<Row> rows = near.count() <= KnownHashes.FEW
                ? kept.filter(KnownHashes.of(near.select("one")).has(col(GraphColumns.SET_KEY)))
                : kept;
        Column inTest = col("split").equalTo(Split.TEST.label());
        Dataset<Row> test = rows.filter(inTest)
                .select(
                        col("id"),
                        col(Columns.LINE_KEY).as("key"),
                        col(GraphColumns.SET_KEY).as("testSet"));
        Dataset<Row> rest = rows.filter(not(inTest))
                .select(
                        col("id").as("otherId"),
                        col(Columns.LINE_KEY).as("otherKey"),
                        col(GraphColumns.SET_KEY).as("otherSet"));
        return test.join(near, col("testSet").equalTo(col("one")))
                .join(rest, col("other").equalTo(col("otherSet")))
                .select(col("id"), col("otherId"), col("jaccard"), col("key"), col("otherKey"))
                .orderBy(col("jaccard").desc(), col("id"), col("otherId"))
                .limit(most)
                .collectAsList();
    }
}
