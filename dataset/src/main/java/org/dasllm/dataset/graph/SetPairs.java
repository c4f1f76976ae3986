package org.dasllm.dataset.graph;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.dasllm.dataset.step.Leaf;

/** Pairs of sets of shingles: columns {@code one}, {@code other} (hashes of sets) and {@code jaccard}. */
final class SetPairs {
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
}
